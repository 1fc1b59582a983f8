import { ts } from '../../../../../services/analysis/typescript.ts';
import { anyNounAround, nounAround, strong } from './noun.ts';
import { wordsOf, type Words } from './words.ts';

/** What the place of an expression says of its value: the variable or property that takes it, the function it answers. */
export function contextOf(expression: ts.Expression): Words | undefined {
  let at: ts.Node = expression;
  while (
    ts.isParenthesizedExpression(at.parent) ||
    ts.isAwaitExpression(at.parent) ||
    ts.isAsExpression(at.parent)
  )
    at = at.parent;
  const { parent } = at;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent))
    return ts.isIdentifier(parent.name) ? strong(wordsOf(parent.name.text)) : undefined;
  if (
    ts.isBinaryExpression(parent) &&
    parent.right === at &&
    parent.operatorToken.kind === ts.SyntaxKind.EqualsToken
  )
    return ts.isIdentifier(parent.left) ? strong(wordsOf(parent.left.text)) : undefined;
  if (ts.isReturnStatement(parent) || ts.isArrowFunction(parent))
    return nounAround(expression) ?? anyNounAround(expression);
  return undefined;
}
