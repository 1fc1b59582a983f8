import { ts } from '../../../../../services/analysis/typescript.ts';
import { writtenOf } from '../../../types/index.ts';

/** With the `!` and the parentheses around it, which change nothing of what is wanted. */
export function withMarks(node: ts.Expression): ts.Expression {
  const { parent } = node;
  return ts.isNonNullExpression(parent) || ts.isParenthesizedExpression(parent) ? withMarks(parent) : node;
}

export function memberWanted(
  use: ts.Identifier,
  object: ts.Expression,
  checker: ts.TypeChecker,
): ts.Type | undefined {
  const property = checker.getContextualType(object)?.getProperty(use.text);
  return property && checker.getTypeOfSymbolAtLocation(property, use);
}

/** The type that is written where an expression goes. */
export function wantedNode(use: ts.Expression, checker: ts.TypeChecker): ts.TypeNode | undefined {
  const { parent } = use;
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) {
    const index = parent.arguments?.indexOf(use) ?? -1;
    const declaration = index < 0 ? undefined : checker.getResolvedSignature(parent)?.declaration;
    if (!declaration || ts.isJSDocSignature(declaration)) return undefined;
    const parameter = declaration.parameters[index];
    const isPlain = parameter && ts.isParameter(parameter) && !parameter.dotDotDotToken;
    return isPlain ? boundOf(parameter.type, use, checker) : undefined;
  }
  if (ts.isBinaryExpression(parent) && parent.right === use) {
    if (parent.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return undefined;
    return writtenOf(checker.getSymbolAtLocation(parent.left));
  }
  if (ts.isVariableDeclaration(parent) && parent.initializer === use) return parent.type;
  if (ts.isPropertyAssignment(parent) && ts.isObjectLiteralExpression(parent.parent)) {
    const name = parent.name.getText();
    return writtenOf(checker.getContextualType(parent.parent)?.getProperty(name));
  }
  if (ts.isShorthandPropertyAssignment(parent) && ts.isIdentifier(use)) {
    return writtenOf(checker.getContextualType(parent.parent)?.getProperty(use.text));
  }
  return undefined;
}

/** Where just anything of a kind is wanted, what kind that is. */
function boundOf(
  node: ts.TypeNode | undefined,
  use: ts.Node,
  checker: ts.TypeChecker,
): ts.TypeNode | undefined {
  if (!node || !ts.isTypeReferenceNode(node) || node.typeArguments) return node;
  const symbol = checker.getSymbolAtLocation(node.typeName);
  const declaration = symbol?.declarations?.find(ts.isTypeParameterDeclaration);
  const owner = declaration?.parent;
  const isOurs =
    owner?.getSourceFile() === use.getSourceFile() && owner.pos <= use.pos && use.end <= owner.end;
  return isOurs ? node : (declaration?.constraint ?? node);
}
