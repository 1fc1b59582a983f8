import { ts } from '../../../../services/analysis/typescript.ts';
import type { Dialect } from './dialect.ts';
import { dialectOfMethods, type Signature } from './method-signatures.ts';
import { bare, type Scope } from './module-scope.ts';

/** A class of the project as a logger; one that has to be readied first says so. */
export function dialectOfClass(node: ts.ClassDeclaration): Dialect | undefined {
  const methods = new Map<string, Signature>();
  for (const member of node.members) {
    if (ts.isMethodDeclaration(member) && member.body) methods.set(nameText(member.name) ?? '', member);
    if (ts.isPropertyDeclaration(member) && member.initializer && isSignature(member.initializer)) {
      methods.set(nameText(member.name) ?? '', member.initializer);
    }
  }
  const dialect = dialectOfMethods(methods);
  const readier = ['init', 'initialize', 'initialise', 'setup', 'configure'].find((name) =>
    methods.has(name),
  );
  return dialect && readier !== undefined ? { ...dialect, readiedBy: readier } : dialect;
}

/** The methods of a logger that is written as an object. */
export function methodsOfObject(
  node: ts.ObjectLiteralExpression,
  scope: Scope,
): ReadonlyMap<string, Signature> {
  const methods = new Map<string, Signature>();
  for (const property of node.properties) {
    const name = property.name && nameText(property.name);
    if (name === undefined) continue;
    const value = ts.isMethodDeclaration(property)
      ? property
      : ts.isPropertyAssignment(property)
        ? signatureOf(property.initializer, scope)
        : ts.isShorthandPropertyAssignment(property)
          ? signatureOf(property.name, scope)
          : undefined;
    if (value) methods.set(name, value);
  }
  return methods;
}

/** The function that an expression is or names. */
export function signatureOf(value: ts.Expression, scope: Scope): Signature | undefined {
  const node = bare(value);
  if (isSignature(node)) return node;
  if (!ts.isIdentifier(node)) return undefined;
  for (const statement of scope.source.statements) {
    if (ts.isFunctionDeclaration(statement) && statement.name?.text === node.text) return statement;
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (name.getText() === node.text && initializer && isSignature(initializer)) return initializer;
    }
  }
  return undefined;
}

export function isSignature(node: ts.Node): node is ts.ArrowFunction | ts.FunctionExpression {
  return ts.isArrowFunction(node) || ts.isFunctionExpression(node);
}

export function nameText(name: ts.PropertyName): string | undefined {
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isPrivateIdentifier(name)
    ? name.text
    : undefined;
}
