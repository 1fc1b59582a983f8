import { ts } from '../../../../services/analysis/typescript.ts';
import type { Flow } from './flow/index.ts';
import type { Leaving } from './leaving.ts';
import { firstOf, lastOf, nodesOf, type Range } from './range.ts';

/**
 * Why code must not become an async function: its call is awaited in any case, so what follows would wait where today
 * nothing may have been awaited, and would run after the code of the caller instead of before. Once a function has
 * awaited anything, nobody counts on when the rest of it runs.
 */
export function whyNotAwaited(range: Range, { words, frame }: Flow, leaving: Leaving): string | undefined {
  if (!words.await || awaitsFor(nodesOf(range)) || hasAwaitedBefore(range, frame)) return undefined;
  if (leaving.kind === 'return' && !isInTry(range, frame)) return undefined;
  return 'The selection awaits on some paths only: as a function it would be awaited on all of them, and what follows would run later than now; take the rest of the function with it, or only what is sure to await.';
}

/** Whether code cannot come to its end without having awaited something. */
function awaitsFor(nodes: readonly (ts.Node | undefined)[]): boolean {
  return nodes.some((node) => node !== undefined && awaits(node));
}

function awaits(node: ts.Node): boolean {
  if (ts.isAwaitExpression(node) || ts.isReturnStatement(node) || ts.isThrowStatement(node)) return true;
  if (ts.isFunctionLike(node) || ts.isClassLike(node) || ts.isLabeledStatement(node)) return false;
  if (ts.isIfStatement(node)) {
    const { expression, thenStatement, elseStatement } = node;
    return awaits(expression) || (awaits(thenStatement) && awaitsFor([elseStatement]));
  }
  if (ts.isConditionalExpression(node))
    return awaits(node.condition) || (awaits(node.whenTrue) && awaits(node.whenFalse));
  if (ts.isBinaryExpression(node)) return awaits(node.left) || (!isShort(node) && awaits(node.right));
  if (ts.isOptionalChain(node)) return awaits(node.expression);
  if (ts.isForOfStatement(node)) return node.awaitModifier !== undefined || awaits(node.expression);
  if (ts.isForInStatement(node) || ts.isWhileStatement(node) || ts.isSwitchStatement(node))
    return awaits(node.expression);
  if (ts.isForStatement(node)) return awaitsFor([node.initializer, node.condition]);
  if (ts.isDoStatement(node)) return false;
  if (ts.isTryStatement(node)) {
    const { tryBlock, catchClause, finallyBlock } = node;
    return awaitsFor([finallyBlock]) || (awaits(tryBlock) && (!catchClause || awaits(catchClause.block)));
  }
  return ts.forEachChild(node, (child) => awaits(child) || undefined) ?? false;
}

/** Whether the right side of an operator may not be evaluated. */
function isShort({ operatorToken: { kind } }: ts.BinaryExpression): boolean {
  return (
    kind === ts.SyntaxKind.AmpersandAmpersandToken ||
    kind === ts.SyntaxKind.BarBarToken ||
    kind === ts.SyntaxKind.QuestionQuestionToken ||
    kind === ts.SyntaxKind.AmpersandAmpersandEqualsToken ||
    kind === ts.SyntaxKind.BarBarEqualsToken ||
    kind === ts.SyntaxKind.QuestionQuestionEqualsToken
  );
}

/** Whether every way to a range has awaited something in the same call. */
function hasAwaitedBefore(range: Range, frame: ts.Node): boolean {
  for (let at: ts.Node = firstOf(range); at !== frame && !ts.isSourceFile(at); at = at.parent) {
    const { parent } = at;
    if (ts.isBlock(parent)) {
      const before = parent.statements.filter((each) => each.end <= at.pos);
      if (awaitsFor(before)) return true;
    } else if (ts.isForOfStatement(parent) && parent.awaitModifier && at === parent.statement) return true;
    else if (ts.isIfStatement(parent) && at !== parent.expression && awaits(parent.expression)) return true;
  }
  return false;
}

/** Whether a `finally`, or the code after a `catch`, may still run once a range has returned. */
function isInTry(range: Range, frame: ts.Node): boolean {
  for (let at: ts.Node = lastOf(range); at !== frame && !ts.isSourceFile(at); at = at.parent)
    if (ts.isTryStatement(at)) return true;
  return false;
}
