import { bindNames, declares, ts } from '../typescript.ts';
import { isTypeOnly } from './regions.ts';

/**
 * What becomes of a module as a whole when it is compiled, as far as texts inside its bodies decide it; a text that is
 * equal where that is. Imports of TypeScript that only types use are dropped, so the first use of one in a body loads
 * another module for everyone; what a compiler takes out of a body, to run it before or to keep it elsewhere, counts as
 * all of the text; and so does a text that no engine may load, because it declares a name twice.
 */
export function wholeTextOf(source: ts.SourceFile): string {
  if (hoisted.test(source.text) || bindNames(source).conflicts) return source.text;
  if (!/\.[cm]?tsx?$/.test(source.fileName)) return '';
  const names = importedNames(source);
  if (names.size === 0) return '';
  const uses = usesIn(source, names);
  return uses.isUnsure ? source.text : JSON.stringify([uses.hasJsx, [...uses.used].sort()]);
}

/** Calls that test runners move to the top of a module, and functions that frameworks move out of it. */
const hoisted = /\b(?:vi|vitest|jest)\s*\.\s*\w*(?:[mM]ock|hoisted)\b|['"]use (?:server|client|cache)\b/;

function importedNames(source: ts.SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  for (const statement of source.statements) {
    if (ts.isImportEqualsDeclaration(statement)) names.add(statement.name.text);
    const clause = ts.isImportDeclaration(statement) ? statement.importClause : undefined;
    if (clause?.name) names.add(clause.name.text);
    const bindings = clause?.namedBindings;
    if (bindings && ts.isNamespaceImport(bindings)) names.add(bindings.name.text);
    if (bindings && ts.isNamedImports(bindings))
      for (const { name } of bindings.elements) names.add(name.text);
  }
  return names;
}

interface Uses {
  /** Imported names that stand for a value somewhere. */
  readonly used: ReadonlySet<string>;
  /** Elements call a function that is not named. */
  readonly hasJsx: boolean;
  /** Only a compiler knows what is used. */
  readonly isUnsure: boolean;
}

function usesIn(source: ts.SourceFile, imported: ReadonlySet<string>): Uses {
  const used = new Set<string>();
  let hasJsx = false;
  let isUnsure = false;
  const visit = (node: ts.Node): void => {
    if (isTypeOnly(node) || ts.isImportDeclaration(node)) return;
    if (ts.isHeritageClause(node) && node.token === ts.SyntaxKind.ImplementsKeyword) return;
    if (ts.isExportDeclaration(node) && (node.moduleSpecifier || node.isTypeOnly)) return;
    hasJsx ||= ts.isJsxOpeningLikeElement(node) || ts.isJsxFragment(node);
    isUnsure ||= isUnclear(node);
    if (ts.isIdentifier(node) && imported.has(node.text) && isUse(node) && isOfModule(node))
      used.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { used, hasJsx, isUnsure };
}

/**
 * Decorators may keep the types beside them (those at the top of a module belong to its text), an alias is used where its
 * alias is, and members of enumerations and namespaces are in scope without being declared there.
 */
function isUnclear(node: ts.Node): boolean {
  if (ts.isDecorator(node)) return isInsideOfFunction(node);
  if (ts.isImportEqualsDeclaration(node)) return !ts.isExternalModuleReference(node.moduleReference);
  return ts.isModuleDeclaration(node);
}

function isInsideOfFunction(node: ts.Node): boolean {
  for (let around = node.parent; !ts.isSourceFile(around); around = around.parent)
    if (ts.isBlock(around) || ts.isArrowFunction(around)) return true;
  return false;
}

/** Names of properties, labels and declarations stand for no value. */
function isUse(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isExportSpecifier(parent))
    return !parent.isTypeOnly && (parent.propertyName ?? parent.name) === node;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  if (ts.isBindingElement(parent) && parent.propertyName === node) return false;
  if (ts.isLabeledStatement(parent) || ts.isBreakOrContinueStatement(parent)) return false;
  return !('name' in parent && parent.name === node);
}

/** No scope between the name and the module declares it. */
function isOfModule(node: ts.Identifier): boolean {
  for (let scope: ts.Node = node.parent; !ts.isSourceFile(scope); scope = scope.parent) {
    if (declares(scope, node.text)) return false;
    if ((ts.isFunctionExpression(scope) || ts.isClassExpression(scope)) && scope.name?.text === node.text)
      return false;
  }
  return true;
}
