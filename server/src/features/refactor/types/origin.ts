import { ts } from '../../../services/analysis/typescript.ts';

/** The type node that says what an expression is, where somebody wrote one and nothing narrowed it since. */
export function declaredNode(expression: ts.Expression, checker: ts.TypeChecker): ts.TypeNode | undefined {
  const bare = withoutParentheses(expression);
  const node = writtenFor(bare, checker);
  if (!node) return undefined;
  // A question that was answered there is not asked here.
  if (ts.isTypePredicateNode(node)) return undefined;
  const here = checker.getTypeAtLocation(bare);
  const written = checker.getTypeFromTypeNode(node);
  // What is optional is `undefined` as well, which its type does not say.
  return written === here || written === checker.getNonNullableType(here) ? node : undefined;
}

function withoutParentheses(node: ts.Expression): ts.Expression {
  return ts.isParenthesizedExpression(node) ? withoutParentheses(node.expression) : node;
}

function writtenFor(node: ts.Expression, checker: ts.TypeChecker): ts.TypeNode | undefined {
  if (ts.isAsExpression(node) || ts.isTypeAssertionExpression(node)) {
    return ts.isConstTypeReference(node.type) ? undefined : node.type;
  }
  if (ts.isCallExpression(node)) {
    const declaration = checker.getResolvedSignature(node)?.declaration;
    return declaration && !ts.isJSDocSignature(declaration) ? declaration.type : undefined;
  }
  if (!ts.isIdentifier(node) && !ts.isPropertyAccessExpression(node)) return undefined;
  return writtenOf(checker.getSymbolAtLocation(node));
}

/** The type that is written on the declaration of a parameter, a property, a variable or a getter. */
export function writtenOf(symbol: ts.Symbol | undefined): ts.TypeNode | undefined {
  const declaration = symbol?.valueDeclaration;
  if (!declaration) return undefined;
  const isTyped =
    ts.isParameter(declaration) ||
    ts.isPropertyDeclaration(declaration) ||
    ts.isPropertySignature(declaration) ||
    ts.isVariableDeclaration(declaration) ||
    ts.isGetAccessor(declaration);
  return isTyped ? declaration.type : undefined;
}
