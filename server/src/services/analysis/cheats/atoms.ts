import { ts } from '../typescript.ts';
import { plainText, unwrapped } from './syntax.ts';

/** Longest expression that is compared as text. */
const atomCharactersMax = 200;

/** One thing that a branch depends on, in a form that survives inverting, merging and reordering of conditions. */
export interface Atom {
  /** `user.active`, `kind is 'circle'`, `a < b`. */
  readonly key: string;
  /** The key with its variables left open, for conditions that moved to where things have other names. */
  readonly shape: string;
  readonly node: ts.Expression;
}

/** The atoms of a statement or operator that branches. Loop bounds are not branches. */
export function conditionAtoms(node: ts.Node): readonly Atom[] {
  if (ts.isIfStatement(node) || ts.isWhileStatement(node) || ts.isDoStatement(node))
    return atomsOf(node.expression);
  if (ts.isConditionalExpression(node)) return atomsOf(node.condition);
  if (ts.isCaseClause(node)) return [atom(caseText(node), node.expression)];
  if (ts.isBinaryExpression(node) && isLogical(node.operatorToken.kind)) return atomsOf(node.left);
  return [];
}

/** Everything a node says that could be an atom written in another way. */
export function providedAtoms(node: ts.Node): readonly string[] {
  if (isChain(node) && node.questionDotToken) return [...valueTexts(node), textOf(node.expression)];
  if (ts.isParameter(node) && node.initializer) return [node.name.getText()];
  if (ts.isBindingElement(node)) return [node.name.getText()];
  if (ts.isCaseClause(node)) return [caseText(node)];
  if (ts.isPropertyAssignment(node) || ts.isMethodDeclaration(node))
    return [`member ${node.name.getText().replaceAll(/['"]/g, '')}`];
  if (ts.isStringLiteralLike(node) || ts.isNumericLiteral(node)) return [`member ${node.text}`];
  if (ts.isIdentifier(node)) return isValue(node) ? [node.text] : [];
  return valueTexts(node);
}

function valueTexts(node: ts.Node): readonly string[] {
  if (ts.isBinaryExpression(node)) return isLogical(node.operatorToken.kind) ? [] : [textOf(node)];
  const counts =
    ts.isPropertyAccessExpression(node) ||
    ts.isElementAccessExpression(node) ||
    ts.isCallExpression(node) ||
    ts.isAwaitExpression(node) ||
    node.kind === ts.SyntaxKind.ThisKeyword;
  return counts ? [textOf(node as ts.Expression)] : [];
}

type Chain = ts.PropertyAccessExpression | ts.ElementAccessExpression | ts.CallExpression;

function isChain(node: ts.Node): node is Chain {
  return (
    ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node) || ts.isCallExpression(node)
  );
}

/** An identifier used for its value as it is, not only to reach into it. */
function isValue(node: ts.Identifier): boolean {
  const { parent } = node;
  if (isChain(parent)) return ts.isCallExpression(parent) ? parent.expression !== node : false;
  return (
    !(ts.isVariableDeclaration(parent) && parent.name === node) &&
    !(ts.isParameter(parent) && parent.name === node)
  );
}

function atomsOf(expression: ts.Expression): readonly Atom[] {
  const bare = unwrapped(expression);
  if (ts.isPrefixUnaryExpression(bare) && bare.operator === ts.SyntaxKind.ExclamationToken)
    return atomsOf(bare.operand);
  if (ts.isBinaryExpression(bare) && isLogical(bare.operatorToken.kind)) {
    return [...atomsOf(bare.left), ...atomsOf(bare.right)];
  }
  if (ts.isCallExpression(bare) && bare.expression.getText() === 'Boolean' && bare.arguments[0])
    return atomsOf(bare.arguments[0]);
  const text = textOf(bare);
  return text.length > atomCharactersMax ? [] : [atom(text, bare)];
}

function atom(key: string, node: ts.Expression): Atom {
  return { key, shape: shapeOf(key), node };
}

/** Variables become `_` and arguments are left open; members, callees, literals and words of ours stay. */
export function shapeOf(key: string): string {
  const withoutArguments = key.replace(/\((?:[^()]|\([^()]*\))*\)/g, '(…)');
  return withoutArguments.replace(/(?<![\w.'$])[A-Za-z_$][\w$]*(?![\w$(']|')/g, (word) =>
    /^(is|typeof|this|true|false|null|instanceof|in)$/.test(word) ? word : '_',
  );
}

function isLogical(kind: ts.SyntaxKind): boolean {
  return (
    kind === ts.SyntaxKind.AmpersandAmpersandToken ||
    kind === ts.SyntaxKind.BarBarToken ||
    kind === ts.SyntaxKind.QuestionQuestionToken
  );
}

function caseText(node: ts.CaseClause): string {
  return sameText(node.parent.parent.expression, node.expression);
}

function textOf(expression: ts.Expression): string {
  const bare = unwrapped(expression);
  if (!ts.isBinaryExpression(bare))
    return plainText(bare).replaceAll('?.', '.').replaceAll('.[', '[').replaceAll('.(', '(');
  const { left, right } = bare;
  const operator = bare.operatorToken.getText();
  if (/^[=!]==?$/.test(operator)) {
    if (isNothing(right)) return textOf(left);
    if (isNothing(left)) return textOf(right);
    return sizeText(left, right) ?? sameText(left, right);
  }
  if (operator === '<' || operator === '>=')
    return sizeText(left, right) ?? `${textOf(left)} < ${textOf(right)}`;
  if (operator === '>' || operator === '<=')
    return sizeText(left, right) ?? `${textOf(right)} < ${textOf(left)}`;
  return `${textOf(left)} ${operator} ${textOf(right)}`;
}

function sameText(left: ts.Expression, right: ts.Expression): string {
  return [textOf(left), textOf(right)]
    .sort((a, b) => Number(isQuoted(a)) - Number(isQuoted(b)) || a.localeCompare(b))
    .join(' is ');
}

function isQuoted(text: string): boolean {
  return /^['"\d-]/.test(text);
}

function isNothing(expression: ts.Expression): boolean {
  return /^(null|undefined|void 0|true|false|'undefined'|"undefined")$/.test(expression.getText());
}

/** `list.length > 0`, `!== 0` and `list.length` ask the same, as do `indexOf(x) !== -1` and `includes(x)`. */
function sizeText(left: ts.Expression, right: ts.Expression): string | undefined {
  const text = textOf(left);
  if (/\.(length|size)$/.test(text) && /^[01]$/.test(right.getText())) return text;
  if (/\.indexOf\(/.test(text) && /^(-1|0)$/.test(right.getText()))
    return text.replace('.indexOf(', '.includes(');
  return undefined;
}
