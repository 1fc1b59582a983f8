import { ts } from '../../../../services/analysis/typescript.ts';
import { libraries, libraryOfPackage, type Dialect } from './dialect.ts';
import { refined } from './logger-setup.ts';
import { dialectOfMethods, type Signature } from './method-signatures.ts';
import {
  bare,
  isExported,
  packageOf,
  packageOfName,
  requiredModule,
  type ModuleReader,
  type Scope,
} from './module-scope.ts';
import { dialectOfClass, isSignature, methodsOfObject, nameText, signatureOf } from './own-logger.ts';

/** Re-exports and identifiers followed from one module to the next before the search gives up. */
const hopsMax = 6;

/** What a module must be asked for to get its logger. */
export type ExportForm =
  | { readonly kind: 'default' }
  | { readonly kind: 'named'; readonly name: string }
  /** The module itself: `module.exports = logger`, or level functions exported one by one. */
  | { readonly kind: 'whole' };

/** The dialect of the logger that `path` exports in this form; `undefined` when it exports none that can be understood. */
export function exportedLogger(
  path: string,
  form: ExportForm,
  reader: ModuleReader,
  hops: number = hopsMax,
): Dialect | undefined {
  const source = reader.parse(path);
  if (!source || hops === 0) return undefined;
  const scope: Scope = { source, path, reader, hops: hops - 1 };
  const dialect =
    form.kind === 'whole'
      ? wholeModule(scope)
      : exportedAs(form.kind === 'default' ? 'default' : form.name, scope);
  return dialect && refined(dialect, source, path);
}

/** The dialect of an expression or variable of a file that is being edited, such as `pino()` or `winston.createLogger()`. */
export function loggerOfExpression(
  node: ts.Expression,
  source: ts.SourceFile,
  path: string,
  reader: ModuleReader,
): Dialect | undefined {
  const dialect = dialectOf(node, { source, path, reader, hops: hopsMax });
  return dialect && refined(dialect, source, path);
}

function exportedAs(name: string, scope: Scope): Dialect | undefined {
  for (const statement of scope.source.statements) {
    const found = exportOfStatement(statement, name, scope);
    if (found) return found;
  }
  return undefined;
}

function exportOfStatement(statement: ts.Statement, name: string, scope: Scope): Dialect | undefined {
  if (ts.isExportAssignment(statement)) {
    return name === 'default' || statement.isExportEquals
      ? dialectOf(statement.expression, scope)
      : undefined;
  }
  if (ts.isVariableStatement(statement) && isExported(statement)) {
    const variable = statement.declarationList.declarations.find(
      (declaration) => ts.isIdentifier(declaration.name) && declaration.name.text === name,
    );
    return variable && dialectOfVariable(variable, scope);
  }
  if (ts.isExportDeclaration(statement)) return reExport(statement, name, scope);
  if (ts.isExpressionStatement(statement)) {
    const assigned = commonJsExport(statement.expression);
    if (!assigned) return undefined;
    if (assigned.name === name) return dialectOf(assigned.value, scope);
    if (assigned.name !== undefined) return undefined;
    if (name === 'default') return dialectOf(assigned.value, scope);
    const member = memberOf(assigned.value, name);
    return member && dialectOf(member, scope);
  }
  return undefined;
}

function reExport(statement: ts.ExportDeclaration, name: string, scope: Scope): Dialect | undefined {
  const { exportClause: clause, moduleSpecifier: specifier } = statement;
  const from = specifier && ts.isStringLiteral(specifier) ? specifier.text : undefined;
  const target = from === undefined ? undefined : scope.reader.resolve(scope.path, from);
  const through = (exported: string) =>
    target === undefined ? undefined : exportedLogger(target, formOf(exported), scope.reader, scope.hops);
  if (!clause) return through(name);
  if (!ts.isNamedExports(clause)) return undefined;
  const element = clause.elements.find((candidate) => candidate.name.text === name);
  if (!element) return undefined;
  const inner = (element.propertyName ?? element.name).text;
  if (from === undefined) return dialectOfName(inner, scope);
  return through(inner);
}

function formOf(name: string): ExportForm {
  return name === 'default' ? { kind: 'default' } : { kind: 'named', name };
}

function wholeModule(scope: Scope): Dialect | undefined {
  const functions = new Map<string, Signature>();
  for (const statement of scope.source.statements) {
    if (ts.isFunctionDeclaration(statement) && isExported(statement) && statement.name) {
      functions.set(statement.name.text, statement);
    }
    if (ts.isVariableStatement(statement) && isExported(statement)) {
      for (const { name, initializer } of statement.declarationList.declarations) {
        if (ts.isIdentifier(name) && initializer && isSignature(initializer))
          functions.set(name.text, initializer);
      }
    }
    if (!ts.isExpressionStatement(statement)) continue;
    const assigned = commonJsExport(statement.expression);
    if (!assigned) continue;
    if (assigned.name === undefined) return dialectOf(assigned.value, scope);
    const value = signatureOf(assigned.value, scope);
    if (value) functions.set(assigned.name, value);
  }
  return dialectOfMethods(functions);
}

/** Matches `module.exports = value` (no name) and `exports.name = value`. */
function commonJsExport(
  node: ts.Expression,
): { readonly name: string | undefined; readonly value: ts.Expression } | undefined {
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return undefined;
  const target = node.left.getText();
  if (target === 'module.exports' || target === 'exports') {
    const nested = commonJsExport(node.right);
    return { name: undefined, value: nested ? nested.value : node.right };
  }
  const named = /^(?:module\.)?exports\.(\w+)$/.exec(target);
  return named ? { name: named[1], value: node.right } : undefined;
}

function memberOf(value: ts.Expression, name: string): ts.Expression | undefined {
  const object = bare(value);
  if (!ts.isObjectLiteralExpression(object)) return undefined;
  for (const property of object.properties) {
    if (ts.isShorthandPropertyAssignment(property) && property.name.text === name) return property.name;
    if (ts.isPropertyAssignment(property) && nameText(property.name) === name) return property.initializer;
  }
  return undefined;
}

function dialectOfName(name: string, scope: Scope): Dialect | undefined {
  for (const statement of scope.source.statements) {
    if (ts.isVariableStatement(statement)) {
      for (const declaration of statement.declarationList.declarations) {
        if (ts.isIdentifier(declaration.name) && declaration.name.text === name) {
          return dialectOfVariable(declaration, scope);
        }
      }
    }
    if (ts.isImportDeclaration(statement)) {
      const found = dialectOfImport(statement, name, scope);
      if (found) return found;
    }
  }
  return undefined;
}

function dialectOfVariable(declaration: ts.VariableDeclaration, scope: Scope): Dialect | undefined {
  const annotated = declaration.type && dialectOfType(declaration.type, scope);
  if (annotated) return annotated;
  return declaration.initializer && dialectOf(declaration.initializer, scope);
}

function dialectOfImport(statement: ts.ImportDeclaration, name: string, scope: Scope): Dialect | undefined {
  const clause = statement.importClause;
  if (!clause || !ts.isStringLiteral(statement.moduleSpecifier)) return undefined;
  const from = statement.moduleSpecifier.text;
  const bindings = clause.namedBindings;
  let form: ExportForm | undefined;
  if (clause.name?.text === name) form = { kind: 'default' };
  else if (bindings && ts.isNamespaceImport(bindings) && bindings.name.text === name)
    form = { kind: 'whole' };
  else if (bindings && ts.isNamedImports(bindings)) {
    const element = bindings.elements.find((candidate) => candidate.name.text === name);
    if (element) form = formOf((element.propertyName ?? element.name).text);
  }
  if (!form) return undefined;
  if (from === 'loglevel') return libraries.loglevel;
  const target = scope.reader.resolve(scope.path, from);
  return target ? exportedLogger(target, form, scope.reader, scope.hops) : undefined;
}

function dialectOf(expression: ts.Expression, scope: Scope): Dialect | undefined {
  if (scope.hops === 0) return undefined;
  const inner = { ...scope, hops: scope.hops - 1 };
  const node = bare(expression);
  if (ts.isIdentifier(node)) return dialectOfName(node.text, inner);
  if (ts.isNewExpression(node)) return dialectOfNew(node, inner);
  if (ts.isCallExpression(node)) return dialectOfCall(node, inner);
  if (ts.isObjectLiteralExpression(node)) return dialectOfMethods(methodsOfObject(node, inner));
  return undefined;
}

function dialectOfNew(node: ts.NewExpression, scope: Scope): Dialect | undefined {
  const owner = packageOf(node.expression, scope);
  const library = owner && libraryOfPackage[owner];
  if (library) return libraries[library];
  if (!ts.isIdentifier(node.expression)) return undefined;
  const { text } = node.expression;
  const declared = scope.source.statements.find(
    (statement): statement is ts.ClassDeclaration =>
      ts.isClassDeclaration(statement) && statement.name?.text === text,
  );
  return declared && dialectOfClass(declared);
}

function dialectOfCall(node: ts.CallExpression, scope: Scope): Dialect | undefined {
  const required = requiredModule(node);
  if (required !== undefined) {
    if (required === 'loglevel') return libraries.loglevel;
    const target = scope.reader.resolve(scope.path, required);
    return target ? exportedLogger(target, { kind: 'whole' }, scope.reader, scope.hops) : undefined;
  }
  const owner = packageOf(node.expression, scope);
  const library = owner && libraryOfPackage[owner];
  if (library) return libraries[library];
  if (
    ts.isPropertyAccessExpression(node.expression) &&
    /^(child|getLogger|getSubLogger)$/.test(node.expression.name.text)
  ) {
    return dialectOf(node.expression.expression, scope);
  }
  if (!ts.isIdentifier(node.expression)) return undefined;
  const { text } = node.expression;
  const made = scope.source.statements.find(
    (statement): statement is ts.FunctionDeclaration =>
      ts.isFunctionDeclaration(statement) && statement.name?.text === text,
  );
  const annotated = made?.type && dialectOfType(made.type, scope);
  const returned = annotated ?? (made && returnedBy(made, scope));
  if (returned) return returned;
  // A function that takes a logger and is assigned as one dresses it up: it still speaks as before.
  for (const argument of node.arguments) {
    const wrapped = dialectOf(argument, scope);
    if (wrapped) return wrapped;
  }
  return undefined;
}

function returnedBy(made: ts.FunctionDeclaration, scope: Scope): Dialect | undefined {
  const last = made.body?.statements.at(-1);
  if (!last || !ts.isReturnStatement(last) || !last.expression) return undefined;
  const returned = bare(last.expression);
  if (!ts.isIdentifier(returned)) return dialectOf(returned, scope);
  for (const statement of made.body?.statements ?? []) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const declaration of statement.declarationList.declarations) {
      if (declaration.name.getText() === returned.text) return dialectOfVariable(declaration, scope);
    }
  }
  return undefined;
}

/** `pino.Logger`, `winston.Logger`, or a name imported from such a package. */
function dialectOfType(type: ts.TypeNode, scope: Scope): Dialect | undefined {
  if (!ts.isTypeReferenceNode(type)) return undefined;
  const head = type.typeName.getText().split('.')[0] ?? '';
  const owner = packageOfName(head, scope);
  const library = owner && libraryOfPackage[owner];
  return library ? libraries[library] : undefined;
}
