import { ts } from '../../../../../services/analysis/typescript.ts';
import { nodesOf, type Range } from '../range.ts';

/** A statement in a range that takes control out of it: `return`, or a jump whose target lies outside. */
export type Exit = ts.ReturnStatement | ts.BreakStatement | ts.ContinueStatement;

/** Exits in source order. `throw` is not among them: it leaves an extracted function as it left the range. */
export function exitsOf(range: Range): readonly Exit[] {
  const exits: Exit[] = [];
  for (const node of nodesOf(range))
    collect(node, { labels: [], canBreak: false, canContinue: false }, exits);
  return exits;
}

/** The jumps that stay inside of the range at a place of it. */
interface Targets {
  readonly labels: readonly string[];
  readonly canBreak: boolean;
  readonly canContinue: boolean;
}

function collect(node: ts.Node, targets: Targets, exits: Exit[]): void {
  if (ts.isFunctionLike(node) || ts.isClassLike(node)) return;
  if (ts.isReturnStatement(node)) exits.push(node);
  if (ts.isBreakStatement(node) || ts.isContinueStatement(node)) {
    if (!staysInside(node, targets)) exits.push(node);
    return;
  }
  const inner = targetsWithin(node, targets);
  ts.forEachChild(node, (child) => collect(child, inner, exits));
}

function staysInside(jump: ts.BreakStatement | ts.ContinueStatement, targets: Targets): boolean {
  if (jump.label) return targets.labels.includes(jump.label.text);
  return ts.isBreakStatement(jump) ? targets.canBreak : targets.canContinue;
}

function targetsWithin(node: ts.Node, targets: Targets): Targets {
  if (ts.isLabeledStatement(node)) return { ...targets, labels: [...targets.labels, node.label.text] };
  if (ts.isIterationStatement(node, false)) return { ...targets, canBreak: true, canContinue: true };
  return ts.isSwitchStatement(node) ? { ...targets, canBreak: true } : targets;
}
