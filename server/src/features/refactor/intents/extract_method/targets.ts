import { ts } from '../../../../services/analysis/typescript.ts';
import type { Binding } from '../../syntax/index.ts';
import type { Flow } from './flow/index.ts';
import { mustShare } from './passing.ts';
import { firstOf, isInside, lastOf, type Range } from './range.ts';

/** A place that the new function can be declared at, and what of the range is seen there. */
export type Target = ModuleTarget | MethodTarget | NestedTarget;

/** Beside the outermost statement that holds the range, in its file or namespace. */
export interface ModuleTarget {
  readonly kind: 'module';
  readonly scope: ts.Node;
  readonly anchor: ts.Node;
}

/** Beside the member that holds the range. It is the first choice only for what says `this`. */
export interface MethodTarget {
  readonly kind: 'method';
  readonly scope: ts.ClassLikeDeclaration;
  readonly anchor: ts.ClassElement;
}

/** In front of a statement of a function: it sees what that statement sees. */
export interface NestedTarget {
  readonly kind: 'nested';
  readonly scope: ts.Node;
  readonly anchor: ts.Node;
}

/** Where a range can go without a change of what it does: the best place first, the nearest one last. */
export function targetsOf(range: Range, flow: Flow): readonly Target[] {
  const shared = [...flow.inputs, ...flow.changed.map(({ binding }) => binding)].filter((binding) =>
    mustShare(binding, range, flow),
  );
  const canSee = (target: Target) =>
    [...shared, ...flow.localTypes].every((binding) => isSeenAt(binding, target));
  const wide = [moduleTarget(range, flow), methodTarget(range, flow)].filter((each) => each !== undefined);
  const nested = isRedeclaring(range, flow) ? [] : nestedTargets(range, flow).filter(canSee);
  const outermost = nested.find((each) => ts.isFunctionLike(each.scope.parent));
  const nearest = nested.at(-1);
  const chosen = [...wide.filter(canSee), outermost, nearest].filter((each) => each !== undefined);
  return chosen.filter(
    (each, index) =>
      chosen.findIndex(({ anchor, kind }) => anchor === each.anchor && kind === each.kind) === index,
  );
}

/** A `var` that is declared once more would be another variable inside of a function that could see the first. */
function isRedeclaring(range: Range, { changed }: Flow): boolean {
  return changed.some(({ binding }) => isDeclaredIn(range, binding));
}

export function isDeclaredIn(range: Range, { declarations }: Binding): boolean {
  return declarations.some((name) => isInside(range, name));
}

/** Whether a name from around the range is seen by a function that is declared at a target. */
export function isSeenAt({ scope }: Binding, target: Target): boolean {
  const isAround = scope.node.pos <= target.scope.pos && target.scope.end <= scope.node.end;
  if (!isAround) return false;
  // What a class declares for its instances, its static members do not see.
  return !(target.kind === 'method' && scope.node === target.scope && isStatic(target.anchor));
}

export function isStatic(member: ts.ClassElement): boolean {
  if (ts.isClassStaticBlockDeclaration(member)) return true;
  return (
    ts.canHaveModifiers(member) && Boolean(ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Static)
  );
}

function moduleTarget(range: Range, { home, words }: Flow): ModuleTarget | undefined {
  if (words.this || words.super || words.arguments || words.newTarget || words.privateName) return undefined;
  if (isStrictByItself(range)) return undefined;
  let anchor: ts.Node = lastOf(range);
  while (anchor.parent !== home) anchor = anchor.parent;
  return { kind: 'module', scope: home, anchor };
}

/** Whether a function around is strict by a directive of its own, in a file that is not. */
function isStrictByItself(range: Range): boolean {
  const source = firstOf(range).getSourceFile();
  if (ts.isExternalModule(source)) return false;
  for (let at: ts.Node = firstOf(range); !ts.isSourceFile(at); at = at.parent) {
    const [first] = ts.isBlock(at) ? at.statements : [];
    const isDirective = first && ts.isExpressionStatement(first) && ts.isStringLiteral(first.expression);
    if (isDirective && ts.isFunctionLike(at.parent)) return true;
  }
  return false;
}

function methodTarget(range: Range, { words }: Flow): MethodTarget | undefined {
  if (words.arguments || words.newTarget) return undefined;
  const anchor = receiverOf(firstOf(range));
  if (!ts.isClassElement(anchor) || !ts.isClassLike(anchor.parent)) return undefined;
  return { kind: 'method', scope: anchor.parent, anchor };
}

/** The function, field or static block that `this` belongs to; the file where there is none. */
function receiverOf(node: ts.Node): ts.Node {
  let at = node.parent;
  while (!ts.isSourceFile(at) && !ts.isModuleBlock(at) && !isReceiver(at)) at = at.parent;
  return at;
}

function isReceiver(node: ts.Node): boolean {
  if (ts.isArrowFunction(node)) return false;
  return ts.isFunctionLike(node) || ts.isPropertyDeclaration(node) || ts.isClassStaticBlockDeclaration(node);
}

/** Statement lists around the range, from the outermost in. */
function nestedTargets(range: Range, { home, words }: Flow): readonly NestedTarget[] {
  const isBound = words.this || words.super || words.arguments || words.newTarget;
  if (words.yield && isBound) return [];
  const limit = isBound || words.yield ? receiverOf(firstOf(range)) : home;
  const found: NestedTarget[] = [];
  for (let anchor: ts.Node = firstOf(range); anchor !== limit && anchor !== home; anchor = anchor.parent) {
    const { parent } = anchor;
    if (isListOf(parent, anchor, found.length > 0)) found.unshift({ kind: 'nested', scope: parent, anchor });
    if (words.privateName && ts.isClassLike(parent)) break;
  }
  return found;
}

/** A case of a `switch` is a place for a declaration only where a statement of it is the nearest. */
function isListOf(list: ts.Node, node: ts.Node, hasNearer: boolean): boolean {
  if (!ts.isBlock(list) && (hasNearer || !ts.isCaseOrDefaultClause(list))) return false;
  return list.statements.some((each) => each === node);
}
