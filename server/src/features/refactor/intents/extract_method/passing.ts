import { ts } from '../../../../services/analysis/typescript.ts';
import { frameOf, type Binding } from '../../syntax/index.ts';
import { canComplete } from './flow/completes.ts';
import { isCaptured, loopAround, runsLater } from './flow/later.ts';
import type { Flow } from './flow/index.ts';
import { firstOf, isInside, lastOf, type Range } from './range.ts';

/**
 * Whether a variable has to be shared with the extracted code: passing its value, or handing a new one back, could be
 * seen to differ. A variable is shared by a function that stands where its name is seen.
 */
export function mustShare(binding: Binding, range: Range, flow: Flow): boolean {
  if (binding.kind === 'function' && writesOf(binding).length === 0) return false;
  if (!isReady(binding, range)) return true;
  const isChanged = flow.changed.some((each) => each.binding === binding);
  if (!isChanged) return isFrozenByValue(binding, range);
  // What an expression changes would have to come back beside its value.
  return range.kind === 'expression' || isSeenMidway(binding, range, flow);
}

/** Why a name that a range declares and that is used after it cannot be handed back; `undefined` when it can. */
export function whyNotHandedBack(binding: Binding, range: Range): string | undefined {
  const { name, kind } = binding;
  if (kind === 'using')
    return `\`${name}\` is disposed of at the end of its block; take the whole rest of the block.`;
  const isPlainFunction = kind === 'function' && binding.declarations.length === 1;
  if (!['var', 'let', 'const'].includes(kind) && !isPlainFunction) {
    return `The ${kind} \`${name}\` is declared in the selection and used outside of it; take all of its uses, or leave it out.`;
  }
  const outside = binding.references.filter(({ node }) => !isInside(range, node));
  if (
    outside.some(
      ({ node }) => node.end <= firstOf(range).getStart() && !isSafelyCaptured(node, binding, range),
    )
  ) {
    return `\`${name}\` is declared in the selection and used before it; move its declaration up first.`;
  }
  const captured = binding.references.filter(({ node }) => isInside(range, node) && isCaptured(node, range));
  const isSplit =
    captured.some(({ access }) => access === 'write' || access === 'update') ||
    (captured.length > 0 && outside.some(({ access }) => access === 'write' || access === 'update'));
  return isSplit
    ? `A function in the selection shares \`${name}\` with code after it, and one of them changes it; take both, or neither.`
    : undefined;
}

/** A function from further up that uses a name which the range declares last cannot have run before it is handed back. */
function isSafelyCaptured(name: ts.Node, { declarations }: Binding, range: Range): boolean {
  const last = lastOf(range);
  const [declared] = declarations;
  return (
    isCaptured(name, range) &&
    declared !== undefined &&
    contains(last, declared) &&
    ts.isVariableStatement(last)
  );
}

function writesOf(binding: Binding): readonly ts.Node[] {
  const assigned = binding.references.filter(({ access }) => access === 'write' || access === 'update');
  const redeclared = binding.declarations
    .slice(1)
    .filter((name) => ts.isVariableDeclaration(name.parent) && name.parent.initializer !== undefined);
  return [...assigned.map(({ node }) => node), ...redeclared];
}

/** Whether the declaration is sure to have run when the range starts: reading it early would throw, or freeze `undefined`. */
function isReady({ declarations, kind }: Binding, range: Range): boolean {
  if (kind === 'parameter' || kind === 'function') return true;
  const [name] = declarations;
  if (!name) return false;
  let declaration: ts.Node = name;
  while (ts.isBindingElement(declaration.parent) || ts.isBindingName(declaration.parent))
    declaration = declaration.parent;
  return declaration.parent.end <= firstOf(range).getStart();
}

/** A value that is only read goes stale where something else writes the variable before the last read. */
function isFrozenByValue(binding: Binding, range: Range): boolean {
  const isKept = binding.references.some(({ node }) => isInside(range, node) && isCaptured(node, range));
  const frame = frameOf(firstOf(range));
  const home = binding.scope.frame.node;
  return writesOf(binding).some((write) => {
    const writer = frameOf(write);
    if (writer === frame && home === frame) return isKept && mayRunAfter(write, binding, range);
    // The function that declares it waits, or has ended, while a function inside of it runs.
    const isWaiting = writer === home && frame !== home && !canSuspend(home);
    return isWaiting ? isKept : true;
  });
}

function mayRunAfter(write: ts.Node, binding: Binding, range: Range): boolean {
  if (runsLater(write, range)) return !isHeadOf(binding, write);
  const loop = loopAround(range, binding);
  if (!loop || write.pos < loop.pos || write.end > loop.end) return false;
  return !isHeadOf(binding, write);
}

/** Each pass of `for (let i = 0; …; i++)` has an `i` of its own, so its head never writes the one that a closure keeps. */
function isHeadOf(binding: Binding, write: ts.Node): boolean {
  const loop = binding.scope.node;
  return (
    ts.isForStatement(loop) &&
    binding.kind === 'let' &&
    (write.pos < loop.statement.pos || write.end > loop.statement.end)
  );
}

function canSuspend(frame: ts.Node): boolean {
  if (!ts.isFunctionLike(frame)) return false;
  const isAsync =
    ts.canHaveModifiers(frame) &&
    (ts.getModifiers(frame) ?? []).some((modifier) => modifier.kind === ts.SyntaxKind.AsyncKeyword);
  return isAsync || (frame as ts.FunctionLikeDeclaration).asteriskToken !== undefined;
}

/** A variable that the range changes is handed back at its end: nobody else may see it before that, or without that. */
function isSeenMidway(binding: Binding, range: Range, flow: Flow): boolean {
  const isElsewhere =
    binding.scope.frame.node !== frameOf(firstOf(range)) ||
    binding.references.some(({ node }) => isCaptured(node, range));
  // What is assigned last of all is handed back just when it would have been assigned.
  if (flow.exits.length === 0 && isAssignedLast(binding, range)) {
    return isElsewhere && flow.inputs.includes(binding) && isFrozenByValue(binding, range);
  }
  return isElsewhere || isSeenAfterThrow(binding, range) || isAliasedByArguments(binding);
}

/** Whether the one assignment of a variable in a range is the last thing that the range does: `x = …` as its end. */
export function isAssignedLast(binding: Binding, range: Range): boolean {
  const inside = binding.references.filter(({ node }) => isInside(range, node));
  const [write, ...others] = inside.filter(({ access }) => access !== 'read' && access !== 'type');
  if (!write || others.length > 0 || inside.some(({ node }) => isCaptured(node, range))) return false;
  const assignment = write.node.parent;
  if (!ts.isBinaryExpression(assignment) || assignment.left !== write.node) return false;
  return isLastIn(assignment, range) && !binding.declarations.some((name) => isInside(range, name));
}

function isLastIn({ parent }: ts.BinaryExpression, range: Range): boolean {
  return ts.isExpressionStatement(parent) && parent === lastOf(range);
}

/** A `catch` or `finally` around the range sees what it wrote before it failed; a call that throws hands nothing back. */
function isSeenAfterThrow(binding: Binding, range: Range): boolean {
  const declaredIn = binding.scope.node;
  for (let at: ts.Node = firstOf(range); at !== declaredIn && !ts.isSourceFile(at); at = at.parent) {
    const { parent } = at;
    if (!ts.isTryStatement(parent) || at === parent.finallyBlock) continue;
    const block = at;
    const handlers = [at === parent.tryBlock ? parent.catchClause : undefined, parent.finallyBlock];
    const goesOn = at === parent.tryBlock && parent.catchClause && !endsFunction(parent.catchClause.block);
    const isSeen = (node: ts.Node) =>
      goesOn ? !contains(block, node) : handlers.some((each) => each && contains(each, node));
    if (binding.references.some(({ node, access }) => access !== 'write' && isSeen(node))) return true;
  }
  return false;
}

function contains(outer: ts.Node, node: ts.Node): boolean {
  return outer.pos <= node.pos && node.end <= outer.end;
}

/** Whether a block always returns or throws, so that nothing behind its `try` runs after it. */
function endsFunction(block: ts.Block): boolean {
  const jumps = (node: ts.Node): boolean =>
    ts.isBreakOrContinueStatement(node) ||
    (ts.forEachChild(node, (child) => jumps(child) || undefined) ?? false);
  return !canComplete([block]) && !jumps(block);
}

/** In sloppy code, `arguments[0]` is the first parameter. */
function isAliasedByArguments({ kind, scope }: Binding): boolean {
  if (kind !== 'parameter') return false;
  const visit = (node: ts.Node): boolean => {
    if (ts.isIdentifier(node)) return node.text === 'arguments';
    return ts.forEachChild(node, (child) => visit(child) || undefined) ?? false;
  };
  return visit(scope.node);
}
