import { ts } from '../../../services/analysis/typescript.ts';

/** What an identifier is: the name of a declaration, a use of a name, or a word that names no variable or type. */
export type Role = 'declaration' | 'value' | 'type' | 'either' | 'none';

/** The role of an identifier by where it stands. */
export function roleOf(node: ts.Identifier): Role {
  const { parent } = node;
  switch (parent.kind) {
    case ts.SyntaxKind.PropertyAccessExpression:
      return (parent as ts.PropertyAccessExpression).name === node ? 'none' : 'value';
    case ts.SyntaxKind.QualifiedName:
      return (parent as ts.QualifiedName).right === node ? 'none' : leftRole(parent as ts.QualifiedName);
    case ts.SyntaxKind.TypeReference:
      return node.text === 'const' ? 'none' : 'type';
    case ts.SyntaxKind.TypeQuery:
    case ts.SyntaxKind.TypePredicate:
      return 'value';
    case ts.SyntaxKind.ExpressionWithTypeArguments:
      return isHeritageType(parent as ts.ExpressionWithTypeArguments) ? 'type' : 'value';
    case ts.SyntaxKind.ShorthandPropertyAssignment:
      return 'value';
    case ts.SyntaxKind.ExportSpecifier:
      return exportRole(parent as ts.ExportSpecifier, node);
    case ts.SyntaxKind.ExportAssignment:
    case ts.SyntaxKind.ImportEqualsDeclaration:
      return (parent as { name?: ts.Node }).name === node ? 'declaration' : 'either';
    case ts.SyntaxKind.BindingElement:
      return elementRole(parent as ts.BindingElement, node);
    case ts.SyntaxKind.JsxOpeningElement:
    case ts.SyntaxKind.JsxSelfClosingElement:
    case ts.SyntaxKind.JsxClosingElement:
      return /^[a-z]/.test(node.text) ? 'none' : 'value';
    case ts.SyntaxKind.BreakStatement:
    case ts.SyntaxKind.ContinueStatement:
    case ts.SyntaxKind.MetaProperty:
    case ts.SyntaxKind.ImportType:
    case ts.SyntaxKind.ImportAttribute:
    case ts.SyntaxKind.JsxAttribute:
    case ts.SyntaxKind.JsxNamespacedName:
    case ts.SyntaxKind.NamespaceExport:
    case ts.SyntaxKind.NamespaceExportDeclaration:
    case ts.SyntaxKind.NamedTupleMember:
      return (parent as { type?: ts.Node }).type === node ? 'type' : 'none';
    case ts.SyntaxKind.LabeledStatement:
      return (parent as ts.LabeledStatement).label === node ? 'none' : 'value';
    case ts.SyntaxKind.PropertyAssignment:
    case ts.SyntaxKind.PropertyDeclaration:
    case ts.SyntaxKind.PropertySignature:
    case ts.SyntaxKind.MethodDeclaration:
    case ts.SyntaxKind.MethodSignature:
    case ts.SyntaxKind.GetAccessor:
    case ts.SyntaxKind.SetAccessor:
      return (parent as { name?: ts.Node }).name === node ? 'none' : 'value';
    default:
      return isDeclared(parent, node) ? 'declaration' : 'value';
  }
}

/** `A.B.C` asks for `A` as a namespace: of values below `typeof`, else of either. */
function leftRole(name: ts.QualifiedName): Role {
  let at: ts.Node = name;
  while (ts.isQualifiedName(at)) at = at.parent;
  return ts.isTypeQueryNode(at) ? 'value' : 'either';
}

function isHeritageType(node: ts.ExpressionWithTypeArguments): boolean {
  const clause = node.parent;
  if (!ts.isHeritageClause(clause)) return false;
  return ts.isInterfaceDeclaration(clause.parent) || clause.token === ts.SyntaxKind.ImplementsKeyword;
}

function exportRole(specifier: ts.ExportSpecifier, node: ts.Identifier): Role {
  if (specifier.parent.parent.moduleSpecifier) return 'none';
  return (specifier.propertyName ?? specifier.name) === node ? 'either' : 'none';
}

function elementRole(element: ts.BindingElement, node: ts.Identifier): Role {
  if (element.name === node) return 'declaration';
  return element.propertyName === node ? 'none' : 'value';
}

function isDeclared(parent: ts.Node, node: ts.Identifier): boolean {
  if (ts.isImportSpecifier(parent) && parent.propertyName === node) return true;
  return (parent as { name?: ts.Node }).name === node && isDeclaration(parent);
}

function isDeclaration(node: ts.Node): boolean {
  return (
    ts.isVariableDeclaration(node) ||
    ts.isParameter(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isFunctionExpression(node) ||
    ts.isClassLike(node) ||
    ts.isEnumDeclaration(node) ||
    ts.isEnumMember(node) ||
    ts.isModuleDeclaration(node) ||
    ts.isImportClause(node) ||
    ts.isNamespaceImport(node) ||
    ts.isImportSpecifier(node) ||
    ts.isTypeParameterDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isInterfaceDeclaration(node)
  );
}
