import { ts } from '../../../../services/analysis/typescript.ts';

/**
 * The declaration that `name` means at `node`, by walking the scopes of this file outwards; `undefined` when the name is
 * global here. It needs no program, so an offer can ask it. `declare` statements describe globals and do not shadow them.
 */
export function lookup(node: ts.Node, name: string): ts.Identifier | undefined {
  for (const scope of ancestorsOf(node)) {
    const declared = declaredIn(scope).get(name);
    if (declared) return declared;
  }
  return undefined;
}

/** The nodes around a node, from its parent out to the file. */
export function* ancestorsOf(node: ts.Node): Generator<ts.Node> {
  let at = node;
  while (!ts.isSourceFile(at)) {
    at = at.parent;
    yield at;
  }
}

/** Every name that a file declares or reads, so that a new name can keep out of the way of all of them. */
export function namesOf(source: ts.SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && !isMemberName(node)) names.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

/** The name of a property or method, which is no variable. */
function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isQualifiedName(parent)) return parent.right === node;
  const isMember =
    ts.isPropertyAssignment(parent) ||
    ts.isMethodDeclaration(parent) ||
    ts.isPropertyDeclaration(parent) ||
    ts.isPropertySignature(parent) ||
    ts.isMethodSignature(parent);
  return isMember && parent.name === node;
}

/** The innermost function, or the file itself, that runs the code at `node`. */
export function functionAround(node: ts.Node): ts.FunctionLikeDeclaration | undefined {
  for (const at of ancestorsOf(node)) if (isFunction(at)) return at;
  return undefined;
}

export function isFunction(node: ts.Node): node is ts.FunctionLikeDeclaration {
  return (
    ts.isFunctionDeclaration(node) ||
    ts.isFunctionExpression(node) ||
    ts.isArrowFunction(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isConstructorDeclaration(node) ||
    ts.isGetAccessorDeclaration(node) ||
    ts.isSetAccessorDeclaration(node)
  );
}

/** The class whose instance `this` is at `node`; `undefined` in static members, plain functions and outside of classes. */
export function instanceClassAround(node: ts.Node): ts.ClassLikeDeclaration | undefined {
  for (const at of ancestorsOf(node)) {
    if (ts.isFunctionDeclaration(at) || ts.isFunctionExpression(at) || ts.isObjectLiteralExpression(at)) {
      return undefined;
    }
    if (ts.isClassElement(at) && !ts.isClassStaticBlockDeclaration(at)) {
      if (ts.canHaveModifiers(at) && ts.getCombinedModifierFlags(at) & ts.ModifierFlags.Static)
        return undefined;
      return ts.isClassLike(at.parent) ? at.parent : undefined;
    }
    if (ts.isClassStaticBlockDeclaration(at)) return undefined;
  }
  return undefined;
}

const declaredCache = new WeakMap<ts.Node, ReadonlyMap<string, ts.Identifier>>();

function declaredIn(scope: ts.Node): ReadonlyMap<string, ts.Identifier> {
  const known = declaredCache.get(scope);
  if (known) return known;
  const names = new Map<string, ts.Identifier>();
  const declare = (name: ts.BindingName | ts.Identifier | undefined) => {
    if (!name) return;
    if (ts.isIdentifier(name)) names.set(name.text, name);
    else for (const element of name.elements) if (ts.isBindingElement(element)) declare(element.name);
  };
  if (isFunction(scope)) {
    for (const parameter of scope.parameters) declare(parameter.name);
    if (ts.isFunctionExpression(scope)) declare(scope.name);
    if (scope.body) hoistedVariables(scope.body, declare);
  } else if (ts.isSourceFile(scope)) {
    hoistedVariables(scope, declare);
    declareStatements(scope.statements, declare);
  } else if (ts.isBlock(scope) || ts.isModuleBlock(scope)) {
    declareStatements(scope.statements, declare);
  } else if (ts.isCaseBlock(scope)) {
    for (const clause of scope.clauses) declareStatements(clause.statements, declare);
  } else if (ts.isCatchClause(scope)) {
    declare(scope.variableDeclaration?.name);
  } else if (ts.isForStatement(scope) || ts.isForInStatement(scope) || ts.isForOfStatement(scope)) {
    if (scope.initializer && ts.isVariableDeclarationList(scope.initializer)) {
      for (const { name } of scope.initializer.declarations) declare(name);
    }
  } else if (ts.isClassExpression(scope)) {
    declare(scope.name);
  }
  declaredCache.set(scope, names);
  return names;
}

type Declare = (name: ts.BindingName | undefined) => void;

function declareStatements(statements: readonly ts.Statement[], declare: Declare): void {
  for (const statement of statements) {
    if (isAmbient(statement)) continue;
    if (ts.isVariableStatement(statement)) {
      for (const { name } of statement.declarationList.declarations) declare(name);
    } else if (
      ts.isFunctionDeclaration(statement) ||
      ts.isClassDeclaration(statement) ||
      ts.isEnumDeclaration(statement) ||
      ts.isImportEqualsDeclaration(statement)
    ) {
      declare(statement.name);
    } else if (ts.isModuleDeclaration(statement) && ts.isIdentifier(statement.name)) {
      declare(statement.name);
    } else if (ts.isImportDeclaration(statement)) {
      declareImport(statement.importClause, declare);
    }
  }
}

function declareImport(clause: ts.ImportClause | undefined, declare: Declare): void {
  declare(clause?.name);
  const bindings = clause?.namedBindings;
  if (!bindings) return;
  if (ts.isNamespaceImport(bindings)) declare(bindings.name);
  else for (const element of bindings.elements) declare(element.name);
}

/** `var` belongs to its function, wherever it stands in it. */
function hoistedVariables(root: ts.Node, declare: Declare): void {
  const visit = (node: ts.Node): void => {
    if (isFunction(node) || ts.isClassLike(node)) return;
    if (ts.isVariableDeclarationList(node) && !(node.flags & ts.NodeFlags.BlockScoped)) {
      if (!isAmbient(node.parent)) for (const { name } of node.declarations) declare(name);
    }
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(root, visit);
}

function isAmbient(node: ts.Node): boolean {
  return (
    ts.canHaveModifiers(node) &&
    (ts.getModifiers(node)?.some((modifier) => modifier.kind === ts.SyntaxKind.DeclareKeyword) ?? false)
  );
}
