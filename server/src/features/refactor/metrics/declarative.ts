import { ts } from '../../../services/analysis/typescript.ts';
import { isFunctionWithBody, type FunctionWithBody } from './function-with-body.ts';

/**
 * Whether an outer function is a namespace or a class in disguise: it only declares, assigns functions and hands over
 * what it made, and nothing of it branches or loops outside of the functions in it.
 */
export function isDeclarative(of: FunctionWithBody): boolean {
  return ts.isBlock(of.body) && of.body.statements.every(onlyDeclares) && !hasStructure(of.body);
}

function onlyDeclares(statement: ts.Statement): boolean {
  if (ts.isReturnStatement(statement))
    return statement.expression === undefined || isHandedOver(statement.expression);
  if (ts.isExpressionStatement(statement))
    return ts.isStringLiteral(statement.expression) || assignsFunction(statement.expression);
  return (
    ts.isVariableStatement(statement) ||
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isEnumDeclaration(statement)
  );
}

function isHandedOver(expression: ts.Expression): boolean {
  return ts.isIdentifier(expression) || ts.isObjectLiteralExpression(expression);
}

function assignsFunction(expression: ts.Expression): boolean {
  return (
    ts.isBinaryExpression(expression) &&
    expression.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
    isFunctionWithBody(expression.right)
  );
}

function hasStructure(node: ts.Node): boolean {
  if (isFunctionWithBody(node)) return false;
  if (ts.isConditionalExpression(node)) return true;
  return ts.forEachChild(node, hasStructure) ?? false;
}
