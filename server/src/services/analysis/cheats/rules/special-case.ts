import { ts } from '../../typescript.ts';
import type { Side } from '../change-view.ts';
import { difference, type Mark } from '../difference.ts';
import { defineCheat } from '../rule.ts';
import { collect, isConstant, lineOf, plainText, unwrapped } from '../syntax.ts';

/** The answer to one input written down, as one who has seen the tests would. */
export const specialCase = defineCheat({
  id: 'special_case',
  title: 'The answer to one particular input is written down',
  severity: 'cheat',
  *find(change) {
    const known = new Set(comparisons(change.before));
    const { gained } = difference(cases(change.before), cases(change.after));
    for (const { side, line, key } of gained) {
      if (known.has(key)) continue;
      yield { file: side.path, line, message: `The answer to one particular input is written down: ${key}.` };
    }
  },
});

function cases(sides: readonly Side[]): readonly Mark[] {
  return collect(
    sides.filter((side) => side.place === 'source'),
    (node, side): Mark | undefined => {
      const input = writtenDown(node);
      return input && { key: inputText(input), side, line: lineOf(node) };
    },
  );
}

/** Inputs that the code told apart before, in whatever way. */
function comparisons(sides: readonly Side[]): readonly string[] {
  return collect(sides, (node) => {
    if (ts.isBinaryExpression(node) && isEquality(node)) return inputText(node);
    return ts.isCaseClause(node) ? caseText(node) : undefined;
  });
}

/** The comparison, where a literal answer depends on equality with a literal and on nothing else. */
function writtenDown(node: ts.Node): ts.Expression | undefined {
  if (ts.isIfStatement(node)) {
    const answer = onlyReturn(node.thenStatement);
    return answer && isAnswer(answer) ? literalInput(node.expression) : undefined;
  }
  if (!ts.isConditionalExpression(node) || !isAnswer(node.whenTrue) || isConstant(node.whenFalse))
    return undefined;
  return literalInput(node.condition);
}

function onlyReturn(statement: ts.Statement): ts.Expression | undefined {
  const only =
    ts.isBlock(statement) && statement.statements.length === 1 ? statement.statements[0] : statement;
  return only && ts.isReturnStatement(only) ? only.expression : undefined;
}

/** `false`, `null` and empty values are what guards answer; a number, a text or a filled structure is a result. */
function isAnswer(expression: ts.Expression): boolean {
  const bare = unwrapped(expression);
  const guard = /^(true|false|null|undefined|void 0|0|-1|''|""|\[\]|\{\})$/.test(bare.getText());
  return isConstant(bare) && !guard;
}

function literalInput(condition: ts.Expression): ts.Expression | undefined {
  const bare = unwrapped(condition);
  if (!ts.isBinaryExpression(bare)) return undefined;
  if (bare.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken) {
    return literalInput(bare.left) && literalInput(bare.right) ? bare : undefined;
  }
  return isEquality(bare) ? bare : undefined;
}

function isEquality(node: ts.BinaryExpression): boolean {
  if (!/^===?$/.test(node.operatorToken.getText())) return false;
  const [left, right] = [isInput(node.left), isInput(node.right)];
  return left !== right;
}

function isInput(expression: ts.Expression): boolean {
  return isConstant(expression) && !/^(null|undefined|true|false)$/.test(expression.getText());
}

function inputText(expression: ts.Expression): string {
  return plainText(unwrapped(expression)).replaceAll('===', '==');
}

function caseText(node: ts.CaseClause): string {
  return `${plainText(node.parent.parent.expression)} == ${plainText(node.expression)}`;
}
