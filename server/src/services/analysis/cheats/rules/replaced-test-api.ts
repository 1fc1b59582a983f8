import { ts } from '../../typescript.ts';
import type { Side } from '../change-view.ts';
import { difference, type Mark } from '../difference.ts';
import { defineCheat } from '../rule.ts';
import { collect, lineOf, plainText } from '../syntax.ts';

/** `expect`, `it` and their like redefined, so that the words of a test no longer mean what they say. */
export const replacedTestApi = defineCheat({
  id: 'replaced_test_api',
  title: 'The words of the test runner are redefined',
  severity: 'cheat',
  *find(change) {
    const { gained } = difference(redefinitions(change.before), redefinitions(change.after));
    for (const { side, line, key } of gained) {
      yield {
        file: side.path,
        line,
        message: `A word of the test runner is redefined: ${key.slice(0, 80)}.`,
      };
    }
  },
});

const words = /^(expect|assert|it|test|describe|suite|specify|should|beforeEach|afterEach)$/;
const places =
  /^(?:(?:globalThis|global|window)\.(?:expect|assert|it|test|describe)|(?:expect|assert)(?:\.\w+)+)$/;

function redefinitions(sides: readonly Side[]): readonly Mark[] {
  return collect(
    sides.filter((side) => side.place === 'test' || side.place === 'test config'),
    (node, side): Mark | undefined =>
      redefines(node) ? { key: plainText(node), side, line: lineOf(node) } : undefined,
  );
}

function redefines(node: ts.Node): boolean {
  if (ts.isFunctionDeclaration(node)) return words.test(node.name?.text ?? '');
  if (ts.isVariableDeclaration(node)) {
    const invented =
      node.initializer !== undefined &&
      /^(\(|async|function|new Proxy|\{|Object\.)/.test(node.initializer.getText());
    return ts.isIdentifier(node.name) && words.test(node.name.text) && invented;
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
    return places.test(plainText(node.left)) || words.test(node.left.getText());
  }
  const extends_ = ts.isCallExpression(node) && plainText(node.expression) === 'expect.extend';
  return (
    extends_ &&
    /\bto(Be|Equal|StrictEqual|Throw|Match\w*|Contain\w*|HaveBeen\w+)\b/.test(
      node.arguments.map(plainText).join(),
    )
  );
}
