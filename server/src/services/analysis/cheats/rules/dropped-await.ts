import { ts } from '../../typescript.ts';
import type { Side } from '../change-view.ts';
import { difference, type Mark } from '../difference.ts';
import { defineCheat } from '../rule.ts';
import { collect, lineOf, plainText } from '../syntax.ts';

/** A call that was waited for and no longer is: its failures go nowhere, and tests end before it does. */
export const droppedAwait = defineCheat({
  id: 'dropped_await',
  title: 'A promise is no longer waited for',
  severity: 'cheat',
  *find(change) {
    const { lost } = difference(statements(change.before, isAwaited), statements(change.after, isAwaited));
    const { gained } = difference(statements(change.before, isLetGo), statements(change.after, isLetGo));
    const waited = lost.map((mark) => mark.key);
    for (const { side, line, key } of gained) {
      const index = waited.indexOf(key);
      if (index === -1) continue;
      waited.splice(index, 1);
      yield {
        file: side.path,
        line,
        message: `This was waited for with \`await\` and no longer is: ${key.slice(0, 60)}.`,
      };
    }
  },
});

function statements(sides: readonly Side[], wanted: (expression: ts.Expression) => boolean): readonly Mark[] {
  return collect(sides, (node, side): Mark | undefined => {
    if (!ts.isExpressionStatement(node) || !wanted(node.expression)) return undefined;
    const { expression } = node;
    const call =
      ts.isAwaitExpression(expression) || ts.isVoidExpression(expression)
        ? expression.expression
        : expression;
    return { key: plainText(call), side, line: lineOf(node) };
  });
}

function isAwaited(expression: ts.Expression): boolean {
  return ts.isAwaitExpression(expression);
}

function isLetGo(expression: ts.Expression): boolean {
  return ts.isCallExpression(expression) || ts.isVoidExpression(expression);
}
