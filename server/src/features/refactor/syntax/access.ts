import { ts } from '../../../services/analysis/typescript.ts';

/** What an identifier does with the variable it names. `update` reads and writes it: `x++`, `x += 1`. */
export type Access = 'read' | 'write' | 'update';

/** How the variable that an expression names is used at this place; destructuring and loop heads write too. */
export function accessOf(name: ts.Node): Access {
  const node = outermostWrapper(name);
  const { parent } = node;
  if (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent)) {
    return isIncrement(parent.operator) ? 'update' : 'read';
  }
  if (ts.isBinaryExpression(parent) && parent.left === node) {
    const operator = parent.operatorToken.kind;
    if (operator === ts.SyntaxKind.EqualsToken) return 'write';
    return isAssignment(operator) ? 'update' : 'read';
  }
  return isTarget(node) ? 'write' : 'read';
}

function isAssignment(operator: ts.SyntaxKind): boolean {
  return operator >= ts.SyntaxKind.FirstAssignment && operator <= ts.SyntaxKind.LastAssignment;
}

function isIncrement(operator: ts.PrefixUnaryOperator): boolean {
  return operator === ts.SyntaxKind.PlusPlusToken || operator === ts.SyntaxKind.MinusMinusToken;
}

/** Whether an expression is what a destructuring assignment or the head of a loop writes to. */
function isTarget(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isForInStatement(parent) || ts.isForOfStatement(parent)) return parent.initializer === node;
  if (ts.isBinaryExpression(parent)) {
    return parent.left === node && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  }
  if (ts.isShorthandPropertyAssignment(parent)) return parent.name === node && isTarget(parent.parent);
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node && isTarget(parent.parent);
  if (ts.isSpreadAssignment(parent) || ts.isSpreadElement(parent)) return isTarget(parent.parent);
  return ts.isArrayLiteralExpression(parent) && isTarget(parent);
}

/** `(x as T)!` is written to as `x` is. */
function outermostWrapper(node: ts.Node): ts.Node {
  let at = node;
  while (isWrapper(at.parent) && at.parent.expression === at) at = at.parent;
  return at;
}

function isWrapper(
  node: ts.Node,
): node is ts.ParenthesizedExpression | ts.NonNullExpression | ts.AsExpression | ts.SatisfiesExpression {
  return (
    ts.isParenthesizedExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isTypeAssertionExpression(node)
  );
}
