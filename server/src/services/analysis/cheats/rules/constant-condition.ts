import { ts } from '../../typescript.ts';
import type { Side } from '../change-view.ts';
import { difference, type Mark } from '../difference.ts';
import { defineCheat } from '../rule.ts';
import { collect, isConstant, lineOf, surroundingText, unwrapped, walk } from '../syntax.ts';

/** A condition that can only go one way switches the code behind it off, or a check before it on for good. */
export const constantCondition = defineCheat({
  id: 'constant_condition',
  title: 'A condition can only go one way',
  severity: 'cheat',
  *find(change) {
    const { gained } = difference(conditions(change.before), conditions(change.after));
    for (const { side, line, context } of gained) {
      yield {
        file: side.path,
        line,
        message: `A condition is added that can only go one way: ${(context ?? '').slice(0, 60)}.`,
      };
    }
  },
});

function conditions(sides: readonly Side[]): readonly Mark[] {
  return collect(sides, (node, side): Mark | undefined => {
    const condition = fixedCondition(node);
    return (
      condition && { key: 'constant', side, line: lineOf(condition), context: surroundingText(condition) }
    );
  });
}

function fixedCondition(node: ts.Node): ts.Expression | undefined {
  if (ts.isIfStatement(node)) return fixed(node.expression) ? node.expression : undefined;
  if (ts.isConditionalExpression(node)) return fixed(node.condition) ? node.condition : undefined;
  // `while (true)` is how loops without an end are written; `while (false)` never runs.
  if (ts.isWhileStatement(node)) return truth(node.expression) === false ? node.expression : undefined;
  if (ts.isForStatement(node) && node.condition)
    return truth(node.condition) === false ? node.condition : undefined;
  if (ts.isBinaryExpression(node) && isLogical(node.operatorToken.kind)) {
    const inCondition = isCondition(node);
    if (literalTruth(node.left) !== undefined) return node;
    return inCondition && literalTruth(node.right) !== undefined ? node : undefined;
  }
  return undefined;
}

function isLogical(kind: ts.SyntaxKind): boolean {
  return kind === ts.SyntaxKind.AmpersandAmpersandToken || kind === ts.SyntaxKind.BarBarToken;
}

function isCondition(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isParenthesizedExpression(parent) || ts.isPrefixUnaryExpression(parent)) return isCondition(parent);
  if (ts.isBinaryExpression(parent) && isLogical(parent.operatorToken.kind)) return isCondition(parent);
  if (ts.isConditionalExpression(parent)) return parent.condition === node;
  return (ts.isIfStatement(parent) || ts.isWhileStatement(parent)) && parent.expression === node;
}

function fixed(expression: ts.Expression): boolean {
  return truth(expression) !== undefined;
}

/** What an expression always comes to, where its text alone tells. */
function truth(expression: ts.Expression): boolean | undefined {
  const bare = unwrapped(expression);
  const literal = literalTruth(bare);
  if (literal !== undefined) return literal;
  if (ts.isIdentifier(bare)) return flagValue(bare);
  if (ts.isPrefixUnaryExpression(bare) && bare.operator === ts.SyntaxKind.ExclamationToken) {
    const inner = truth(bare.operand);
    return inner === undefined ? undefined : !inner;
  }
  if (!ts.isBinaryExpression(bare)) return undefined;
  const { left, right, operatorToken } = bare;
  if (operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken) {
    return truth(left) === false || truth(right) === false ? false : undefined;
  }
  if (operatorToken.kind === ts.SyntaxKind.BarBarToken) {
    return truth(left) === true || truth(right) === true ? true : undefined;
  }
  const compares = /^[=!]==?$|^[<>]=?$/.test(operatorToken.getText());
  return compares && isConstant(left) && isConstant(right)
    ? operatorToken.getText().startsWith('=')
    : undefined;
}

function literalTruth(expression: ts.Expression): boolean | undefined {
  const bare = unwrapped(expression);
  if (bare.kind === ts.SyntaxKind.TrueKeyword) return true;
  if (bare.kind === ts.SyntaxKind.FalseKeyword || bare.kind === ts.SyntaxKind.NullKeyword) return false;
  if (ts.isNumericLiteral(bare)) return Number(bare.text) !== 0;
  if (ts.isStringLiteralLike(bare)) return bare.text !== '';
  return ts.isPrefixUnaryExpression(bare) && bare.operator === ts.SyntaxKind.ExclamationToken
    ? invert(literalTruth(bare.operand))
    : undefined;
}

function invert(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value;
}

/** What a `const` of this file that holds `true` or `false` and nothing else comes to. */
function flagValue(name: ts.Identifier): boolean | undefined {
  const source = name.getSourceFile();
  const flags = knownFlags.get(source) ?? flagsOf(source);
  knownFlags.set(source, flags);
  return flags.get(name.text);
}

const knownFlags = new WeakMap<ts.SourceFile, ReadonlyMap<string, boolean>>();

function flagsOf(source: ts.SourceFile): ReadonlyMap<string, boolean> {
  const flags = new Map<string, boolean>();
  walk(source, (node) => {
    if (!ts.isVariableDeclaration(node) || !ts.isIdentifier(node.name) || !node.initializer) return;
    if (!ts.isVariableDeclarationList(node.parent) || (node.parent.flags & ts.NodeFlags.Const) === 0) return;
    const { kind } = node.initializer;
    if (kind === ts.SyntaxKind.TrueKeyword) flags.set(node.name.text, true);
    if (kind === ts.SyntaxKind.FalseKeyword) flags.set(node.name.text, false);
  });
  return flags;
}
