/** Occurrences promises the other places of a file that do just what an extracted function does, on other variables. */
import { isRefusal } from '../../../../../base/index.ts';
import { ts } from '../../../../../services/analysis/typescript.ts';
import { frameOf, type Binding } from '../../../syntax/index.ts';
import { whyNotExpression } from '../expression.ts';
import { flowOf } from '../flow/index.ts';
import { whyNotExtracted } from '../guard.ts';
import { leavingOf } from '../leaving.ts';
import { plansOf, type Plan } from '../plan.ts';
import { firstOf, lastOf, nodesOf, type Range } from '../range.ts';
import { statementsOf } from '../select.ts';
import { isSeenAt, isStatic, type Target } from '../targets.ts';
import { hasObjectParameter } from '../print/parameters.ts';
import { commentsIn } from './comments-in.ts';
import { renamingBetween } from './same-code.ts';

/** More than this many places are no longer looked over by anybody. */
const occurrencesMax = 50;
/** Code of fewer nodes is the same by chance. */
const nodesMin = 12;

/**
 * The plans by which other places become calls of the function that `plan` makes. Each is the same code on variables
 * that go in and come out alike, held to all that the range itself was held to; a comment that the range lacks stays.
 */
export function occurrencesOf(plan: Plan): readonly Plan[] {
  if (sizeOf(plan.range) < nodesMin) return [];
  const found: Plan[] = [];
  for (const range of rangesLike(plan)) {
    if (found.length === occurrencesMax) break;
    const last = found.at(-1);
    const isFree = !last || lastOf(last.range).end <= firstOf(range).pos;
    const other = isFree ? planLike(plan, range) : undefined;
    if (other) found.push(other);
  }
  return found;
}

function sizeOf(range: Range): number {
  let count = 0;
  const visit = (node: ts.Node): void => {
    count += 1;
    ts.forEachChild(node, visit);
  };
  nodesOf(range).forEach(visit);
  return count;
}

/** Ranges of the same kinds of nodes where the function is seen, in source order. */
function rangesLike({ range, target }: Plan): readonly Range[] {
  const kinds = nodesOf(range).map(({ kind }) => kind);
  const found: Range[] = [];
  const visit = (node: ts.Node): void => {
    if (range.kind === 'expression') {
      if (node.kind === kinds[0] && ts.isExpression(node))
        found.push({ kind: 'expression', expression: node });
    } else found.push(...windowsOf(statementsOf(node), kinds));
    ts.forEachChild(node, visit);
  };
  visit(target.scope);
  return found
    .filter((each) => !overlaps(each, range) && isReached(each, range, target))
    .sort((a, b) => firstOf(a).pos - firstOf(b).pos);
}

function windowsOf(statements: readonly ts.Statement[], kinds: readonly ts.SyntaxKind[]): readonly Range[] {
  return statements.flatMap((first, start): readonly Range[] => {
    const others = statements.slice(start + 1, start + kinds.length);
    const isLike = [first, ...others].every(({ kind }, index) => kind === kinds[index]);
    return isLike && others.length === kinds.length - 1
      ? [{ kind: 'statements', statements: [first, ...others] }]
      : [];
  });
}

function overlaps(one: Range, other: Range): boolean {
  return firstOf(one).pos < lastOf(other).end && firstOf(other).pos < lastOf(one).end;
}

/** A function in a function is there for what runs after it in the same call; one in a file or class for everybody. */
function isReached(range: Range, original: Range, target: Target): boolean {
  if (target.kind !== 'nested') return true;
  const isAfter = firstOf(range).pos >= target.anchor.pos && !ts.isCaseOrDefaultClause(target.scope);
  return isAfter && frameOf(firstOf(range)) === frameOf(firstOf(original));
}

/** The plan of another range with the same effect at the same target, variable for variable. */
function planLike(plan: Plan, range: Range): Plan | undefined {
  const isShared = (binding: Binding) => isSeenAt(binding, plan.target);
  const renaming = renamingBetween(plan.range, range, isShared);
  if (!renaming || !hasNoOtherComment(range, plan.range)) return undefined;
  const flow = flowOf(range);
  const leaving = leavingOf(range, flow);
  if (isRefusal(leaving) || whyNotExtracted(range, flow) !== undefined) return undefined;
  if (range.kind === 'expression' && whyNotExpression(range) !== undefined) return undefined;
  const other = plansOf(range, flow, leaving).find((each) => isSameTarget(each.target, plan.target));
  if (!other) return undefined;
  const same = (own: readonly Binding[], its: readonly Binding[]) =>
    own.length === its.length && own.every((binding, index) => renaming.get(binding) === its[index]);
  const isAlike =
    same(plan.inputs, other.inputs) &&
    same(plan.outputs, other.outputs) &&
    same(plan.locals, other.locals) &&
    other.isAsync === plan.isAsync &&
    other.isGenerator === plan.isGenerator &&
    other.flow.completes === plan.flow.completes &&
    JSON.stringify(leaving) === JSON.stringify(plan.leaving);
  return isAlike && isNamedAlike(plan, other) ? { ...other, target: plan.target } : undefined;
}

function isSameTarget(one: Target, other: Target): boolean {
  if (one.kind !== other.kind || one.scope !== other.scope) return false;
  return one.kind !== 'method' || other.kind !== 'method' || isStatic(one.anchor) === isStatic(other.anchor);
}

/** Values that travel in an object are told apart by their names, so those have to be the same. */
function isNamedAlike(plan: Plan, other: Plan): boolean {
  const areSame = (own: readonly Binding[], its: readonly Binding[]) =>
    own.every(({ name }, index) => its[index]?.name === name);
  return (
    (!hasObjectParameter(plan) || areSame(plan.inputs, other.inputs)) &&
    (plan.outputs.length < 2 || areSame(plan.outputs, other.outputs))
  );
}

/** Comments of the other place go with it: each of them has to be in the function as well. */
function hasNoOtherComment(other: Range, range: Range): boolean {
  const known = new Set(commentsIn(range));
  return commentsIn(other).every((comment) => known.has(comment));
}
