import { ts } from '../../../../services/analysis/typescript.ts';
import { frameOf } from '../../syntax/index.ts';
import type { ExpressionRange } from './range.ts';

/** Why an expression cannot be replaced by a call; `trivial` where nobody would want that. */
export function whyNotExpression({ expression }: ExpressionRange): string | undefined {
  if (isTrivial(expression)) return 'trivial';
  if (isPlace(expression)) return 'The selection is written to, so a call cannot stand in its place.';
  if (!isInCode(expression))
    return 'An expression outside of a function and of the code of a file is not extracted.';
  return undefined;
}

function isTrivial(node: ts.Expression): boolean {
  return (
    ts.isIdentifier(node) ||
    ts.isPrivateIdentifier(node) ||
    ts.isLiteralExpression(node) ||
    ts.isOmittedExpression(node) ||
    ts.isExpressionWithTypeArguments(node) ||
    ts.isSpreadElement(node) ||
    ts.isJsxExpression(node) ||
    (ts.isParenthesizedExpression(node) && isTrivial(node.expression)) ||
    isKeyword(node) ||
    isNoValue(node)
  );
}

function isKeyword({ kind }: ts.Node): boolean {
  return (
    kind === ts.SyntaxKind.ThisKeyword ||
    kind === ts.SyntaxKind.SuperKeyword ||
    kind === ts.SyntaxKind.ImportKeyword ||
    kind === ts.SyntaxKind.TrueKeyword ||
    kind === ts.SyntaxKind.FalseKeyword ||
    kind === ts.SyntaxKind.NullKeyword
  );
}

/** Nodes that the compiler counts as expressions though no value can be made of them. */
function isNoValue(node: ts.Node): boolean {
  const { parent } = node;
  const isName = (parent as { name?: ts.Node }).name === node;
  return (
    isName ||
    ts.isTypeNode(parent) ||
    ts.isJsxAttributes(node) ||
    ts.isJsxOpeningLikeElement(parent) ||
    ts.isHeritageClause(parent)
  );
}

function isPlace(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isBinaryExpression(parent) && parent.left === node) {
    const operator = parent.operatorToken.kind;
    return operator >= ts.SyntaxKind.FirstAssignment && operator <= ts.SyntaxKind.LastAssignment;
  }
  if (ts.isForInStatement(parent) || ts.isForOfStatement(parent)) return parent.initializer === node;
  if (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent)) {
    return (
      parent.operator === ts.SyntaxKind.PlusPlusToken || parent.operator === ts.SyntaxKind.MinusMinusToken
    );
  }
  return ts.isDeleteExpression(parent);
}

/** Inside of a function, a field or the statements of a file; not in a decorator, an enum, or the name of a member. */
function isInCode(node: ts.Node): boolean {
  const frame = frameOf(node);
  for (let at = node; at !== frame; at = at.parent) {
    if (ts.isDecorator(at) || ts.isEnumMember(at) || ts.isComputedPropertyName(at) || ts.isParameter(at))
      return false;
  }
  return true;
}
