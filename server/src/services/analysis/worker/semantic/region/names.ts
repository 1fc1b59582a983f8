import { ts } from '../../../typescript.ts';

/** The names that a top-level statement declares or imports. */
export function namesOf(statement: ts.Statement): readonly string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) => boundIn(name));
  if (ts.isImportDeclaration(statement)) return importedBy(statement.importClause);
  const { name } = statement as { readonly name?: ts.Node };
  return name && ts.isIdentifier(name) ? [name.text] : [];
}

function boundIn(name: ts.BindingName): readonly string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((each) => (ts.isBindingElement(each) ? boundIn(each.name) : []));
}

function importedBy(clause: ts.ImportClause | undefined): readonly string[] {
  const own = clause?.name ? [clause.name.text] : [];
  const bindings = clause?.namedBindings;
  if (!bindings) return own;
  if (ts.isNamespaceImport(bindings)) return [...own, bindings.name.text];
  return [...own, ...bindings.elements.map(({ name }) => name.text)];
}

export function isExported(statement: ts.Statement): boolean {
  return (
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
  );
}

/** Whether a text holds a name as a word of its own, be it in a string or a comment. */
export function mentions(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1))
    if (!isWordAt(text, at - 1) && !isWordAt(text, at + name.length)) return true;
  return false;
}

function isWordAt(text: string, at: number): boolean {
  return /[\p{ID_Continue}$]/u.test(text.charAt(at));
}

/** What an assignment anywhere in a node changes: the variables themselves, and those whose parts it changes. */
export function assignedIn(node: ts.Node): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (at: ts.Node): void => {
    const target = targetOf(at);
    if (target) collectRoots(target, names);
    ts.forEachChild(at, visit);
  };
  visit(node);
  return names;
}

function targetOf(node: ts.Node): ts.Node | undefined {
  if (ts.isBinaryExpression(node)) return isAssignment(node.operatorToken.kind) ? node.left : undefined;
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) return node.operand;
  if (ts.isForInStatement(node) || ts.isForOfStatement(node)) return node.initializer;
  return ts.isDeleteExpression(node) ? node.expression : undefined;
}

function isAssignment(kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

function collectRoots(target: ts.Node, names: Set<string>): void {
  if (ts.isIdentifier(target)) names.add(target.text);
  else if (ts.isPropertyAccessExpression(target)) collectRoots(target.expression, names);
  else ts.forEachChild(target, (child) => collectRoots(child, names));
}
