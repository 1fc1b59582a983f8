import { ts } from '../../typescript.ts';
import type { Side } from '../change-view.ts';
import { difference, type Mark } from '../difference.ts';
import { defineCheat } from '../rule.ts';
import {
  calledName,
  collect,
  contains,
  hasBody,
  isAssignment,
  isConstant,
  lineOf,
  unwrapped,
} from '../syntax.ts';

/** A failure that is caught and not told to anyone: not rethrown, logged, returned or recorded. */
export const swallowedError = defineCheat({
  id: 'swallowed_error',
  title: 'A failure is caught and nobody is told',
  severity: 'cheat',
  *find(change) {
    const { gained } = difference(swallows(change.before), swallows(change.after));
    for (const { side, line, context } of gained) {
      yield {
        file: side.path,
        line,
        message: `A failure is caught here and nobody is told (${context ?? 'catch'}).`,
      };
    }
  },
});

// One key for all forms, and no context: `.catch(() => null)` rewritten as `try … catch { return null }` adds nothing.
function swallows(sides: readonly Side[]): readonly Mark[] {
  const marks = collect(sides, (node, side): Mark | undefined => {
    const form = silentForm(node);
    return form === undefined ? undefined : { key: 'swallow', side, line: lineOf(node) };
  });
  return marks;
}

function silentForm(node: ts.Node): string | undefined {
  if (ts.isCatchClause(node)) return saysNothing(node.block.statements) ? 'catch' : undefined;
  if (ts.isTryStatement(node)) {
    return node.finallyBlock?.statements.some((statement) => ts.isReturnStatement(statement))
      ? 'finally'
      : undefined;
  }
  if (!ts.isCallExpression(node)) return undefined;
  const name = calledName(node.expression);
  const [first, second] = node.arguments;
  if (name === 'catch') return first && ignoresItsArgument(first) ? '.catch' : undefined;
  if (name === 'then') return second && ignoresItsArgument(second) ? '.then' : undefined;
  if (name === 'allSettled')
    return ts.isExpressionStatement(resultOf(node).parent) ? 'allSettled' : undefined;
  const listens = name === 'on' || name === 'once' || name === 'addListener' || name === 'addEventListener';
  const event = first && ts.isStringLiteralLike(first) ? first.text : '';
  const isFailure = /^(error|uncaughtException|unhandledRejection|unhandledrejection)$/.test(event);
  return listens && isFailure && second && ignoresItsArgument(second) ? `on ${event}` : undefined;
}

function resultOf(node: ts.Expression): ts.Expression {
  return ts.isAwaitExpression(node.parent) || ts.isVoidExpression(node.parent) ? node.parent : node;
}

function ignoresItsArgument(handler: ts.Expression): boolean {
  const bare = unwrapped(handler);
  if (ts.isIdentifier(bare)) return /^(noop|_?ignore\w*|identity)$/i.test(bare.text);
  if (!hasBody(bare)) return false;
  return ts.isBlock(bare.body)
    ? saysNothing(bare.body.statements)
    : isConstant(bare.body) || ts.isVoidExpression(bare.body);
}

/** Neither a call, a throw, an assignment nor the error itself: only constants. */
function saysNothing(statements: readonly ts.Statement[]): boolean {
  return !statements.some((statement) => contains(statement, speaks));
}

function speaks(node: ts.Node): boolean {
  if (ts.isCallExpression(node) || ts.isNewExpression(node) || ts.isThrowStatement(node)) return true;
  if (ts.isBinaryExpression(node)) return isAssignment(node.operatorToken.kind);
  return ts.isReturnStatement(node) && node.expression !== undefined && !isConstant(node.expression);
}
