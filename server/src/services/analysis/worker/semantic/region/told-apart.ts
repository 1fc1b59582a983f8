import { ts } from '../../../typescript.ts';

/**
 * Whether a top-level statement has to do with the others through names alone: it declares something, and neither runs
 * code that narrows what the others see nor is told anything that only a check of the whole file says.
 */
export function isToldApart(statement: ts.Statement): boolean {
  if (!isDeclaring(statement) || saysWholeFileThings.test(statement.getFullText())) return false;
  return !reachesOut(statement);
}

/** Directives that have to be needed, and names the compiler keeps for itself, looked at when all is checked. */
const saysWholeFileThings =
  /@ts-(?:expect-error|nocheck|check)|\b(?:_this|_newTarget|_super|_arguments|WeakMap|WeakSet|Reflect)\b/;

function isDeclaring(statement: ts.Statement): boolean {
  if (ts.isVariableStatement(statement)) {
    const { flags } = statement.declarationList;
    const kind = flags & ts.NodeFlags.BlockScoped;
    return kind === ts.NodeFlags.Const || kind === ts.NodeFlags.Let;
  }
  if (ts.isImportDeclaration(statement)) return statement.importClause !== undefined;
  return (
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement)
  );
}

/** Code that runs where it stands may narrow for what comes after it: a call as a statement, or in front of a comma. */
function reachesOut(statement: ts.Statement): boolean {
  const visit = (node: ts.Node): true | undefined => {
    if (ts.isClassStaticBlockDeclaration(node)) return true;
    if (isCalledInPlace(node) || isComma(node) || isRenamedForNothing(node)) return true;
    return ts.forEachChild(node, visit);
  };
  return visit(statement) ?? false;
}

function isCalledInPlace(node: ts.Node): boolean {
  if (!ts.isCallExpression(node)) return false;
  let callee: ts.Node = node.expression;
  while (ts.isParenthesizedExpression(callee)) callee = callee.expression;
  return (ts.isFunctionExpression(callee) || ts.isArrowFunction(callee)) && !isInFunction(node);
}

function isComma(node: ts.Node): boolean {
  return (
    ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.CommaToken && !isInFunction(node)
  );
}

function isInFunction(node: ts.Node): boolean {
  for (let at = node.parent as ts.Node | undefined; at && !ts.isSourceFile(at); at = at.parent)
    if (ts.isFunctionLike(at)) return true;
  return false;
}

/** `(options: { a: b }) => void` as a type renames what nobody can use. */
function isRenamedForNothing(node: ts.Node): boolean {
  if (!ts.isParameter(node) || ts.isIdentifier(node.name)) return false;
  return !('body' in node.parent) || node.parent.body === undefined;
}
