import type { Span } from '../../../../../protocol/index.ts';
import { ts } from '../../../../../services/analysis/typescript.ts';
import { canBeSaid } from '../write/jsdoc.ts';

export type FunctionNode =
  | ts.FunctionDeclaration
  | ts.MethodDeclaration
  | ts.ConstructorDeclaration
  | ts.GetAccessorDeclaration
  | ts.SetAccessorDeclaration
  | ts.FunctionExpression
  | ts.ArrowFunction;

/** A place where a type can be written. */
export type Slot =
  | { readonly kind: 'parameter'; readonly node: ts.ParameterDeclaration; readonly worth: Worth }
  | { readonly kind: 'return'; readonly node: FunctionNode; readonly worth: Worth }
  | { readonly kind: 'property'; readonly node: ts.PropertyDeclaration; readonly worth: Worth }
  | { readonly kind: 'variable'; readonly node: ts.VariableDeclaration; readonly worth: Worth };

/**
 * Whether the compiler is lost without a hint (`needed`), readers of other modules are (`surface`), or a hint only says
 * what is known anyway (`asked`: for who points at it).
 */
type Worth = 'needed' | 'surface' | 'asked';

/** Something that can carry hints: a function with its parameters and its return type, a property or a variable. */
export interface Declaration {
  readonly node: FunctionNode | ts.PropertyDeclaration | ts.VariableDeclaration;
  /** What a caret has to touch: a function from its start to its body. */
  readonly span: Span;
  readonly slots: readonly Slot[];
}

/**
 * Every declaration of a file with a place for a hint, in order. Syntax alone. What lies outside of `within` is not even
 * looked at, so that a caret costs little in a long file.
 */
export function declarationsIn(
  source: ts.SourceFile,
  within: Span = { start: 0, end: source.end },
): readonly Declaration[] {
  const found: Declaration[] = [];
  const isScript = isJavaScript(source);
  const visit = (node: ts.Node): void => {
    if (node.pos > within.end || node.end < within.start) return;
    const declaration = declarationOf(node, source);
    const slots = declaration?.slots.filter((slot) => !isScript || isSayable(slot)) ?? [];
    if (declaration && slots.length > 0 && (!isScript || canBeSaid(declaration.node)))
      found.push({ ...declaration, slots });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

export function isJavaScript({ fileName }: ts.SourceFile): boolean {
  return /\.[cm]?jsx?$/.test(fileName);
}

/** A comment speaks of parameters by their names. */
function isSayable(slot: Slot): boolean {
  return slot.kind !== 'parameter' || ts.isIdentifier(slot.node.name);
}

export function isFunctionNode(node: ts.Node): node is FunctionNode {
  const isFunction =
    ts.isFunctionDeclaration(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isConstructorDeclaration(node) ||
    ts.isAccessor(node) ||
    ts.isFunctionExpression(node) ||
    ts.isArrowFunction(node);
  return isFunction && node.body !== undefined;
}

/** A declaration as a title calls it. */
export function titleOf({ node }: Declaration): string {
  if (ts.isConstructorDeclaration(node)) return 'the constructor';
  const name = node.name ?? ownerName(node);
  if (name === undefined) return 'this function';
  const isPattern = ts.isObjectBindingPattern(name) || ts.isArrayBindingPattern(name);
  return isPattern ? 'these variables' : `‘${name.getText()}’`;
}

function ownerName(node: ts.Node): ts.Node | undefined {
  const { parent } = node;
  const isNamed =
    ts.isVariableDeclaration(parent) || ts.isPropertyDeclaration(parent) || ts.isPropertyAssignment(parent);
  return isNamed ? parent.name : undefined;
}

function declarationOf(node: ts.Node, source: ts.SourceFile): Declaration | undefined {
  if (isFunctionNode(node)) return functionOf(node, source);
  const start = node.getStart(source);
  if (ts.isPropertyDeclaration(node) && !ts.isPrivateIdentifier(node.name) && lacksType(node)) {
    const worth = node.initializer && !saysNothing(node.initializer) ? 'asked' : 'needed';
    return { node, span: { start, end: node.end }, slots: [{ kind: 'property', node, worth }] };
  }
  if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && isAny(node.type)) {
    if (ts.isCatchClause(node.parent)) return undefined;
    return { node, span: { start, end: node.end }, slots: [{ kind: 'variable', node, worth: 'needed' }] };
  }
  return undefined;
}

function functionOf(node: FunctionNode, source: ts.SourceFile): Declaration {
  const isCallback = isContextual(node);
  const slots: Slot[] = [];
  for (const parameter of node.parameters) {
    if (!lacksType(parameter) || isThis(parameter)) continue;
    const isKnown = isCallback && parameter.type === undefined;
    const isDefaulted = parameter.initializer && !saysNothing(parameter.initializer);
    slots.push({ kind: 'parameter', node: parameter, worth: isKnown || isDefaulted ? 'asked' : 'needed' });
  }
  if (mayReturn(node) && lacksReturnType(node)) {
    slots.push({ kind: 'return', node, worth: !isCallback && isSurface(node) ? 'surface' : 'asked' });
  }
  const end = node.body?.getStart(source) ?? node.end;
  return { node, span: { start: node.getStart(source), end }, slots };
}

function mayReturn(node: FunctionNode): boolean {
  return !ts.isConstructorDeclaration(node) && !ts.isSetAccessorDeclaration(node);
}

function isThis({ name }: ts.ParameterDeclaration): boolean {
  return ts.isIdentifier(name) && name.text === 'this';
}

function lacksType(node: ts.ParameterDeclaration | ts.PropertyDeclaration): boolean {
  return isAny(node.type) || (node.type === undefined && ts.getJSDocType(node) === undefined);
}

function lacksReturnType(node: FunctionNode): boolean {
  return isAny(node.type) || (node.type === undefined && ts.getJSDocReturnType(node) === undefined);
}

/** `any`, alone or as the members of an array. */
export function isAny(type: ts.TypeNode | undefined): boolean {
  if (type && ts.isArrayTypeNode(type)) return isAny(type.elementType);
  return type?.kind === ts.SyntaxKind.AnyKeyword;
}

/** Initial values that say nothing of what comes later. */
function saysNothing(initializer: ts.Expression): boolean {
  if (initializer.kind === ts.SyntaxKind.NullKeyword) return true;
  if (ts.isIdentifier(initializer)) return initializer.text === 'undefined';
  if (ts.isArrayLiteralExpression(initializer)) return initializer.elements.length === 0;
  return ts.isObjectLiteralExpression(initializer) && initializer.properties.length === 0;
}

/** A function that most likely gets its types from where it stands. */
export function isContextual(node: FunctionNode): boolean {
  if (ts.isMethodDeclaration(node) || ts.isAccessor(node)) return ts.isObjectLiteralExpression(node.parent);
  if (!ts.isArrowFunction(node) && !ts.isFunctionExpression(node)) return false;
  let at: ts.Node = node.parent;
  while (ts.isParenthesizedExpression(at)) at = at.parent;
  if (ts.isVariableDeclaration(at) || ts.isPropertyDeclaration(at)) return at.type !== undefined;
  return !ts.isExportAssignment(at);
}

/** What other modules see: exported functions, and the public members of exported classes. */
function isSurface(node: FunctionNode): boolean {
  if (ts.isFunctionDeclaration(node)) return isExported(node);
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) {
    const { parent } = node;
    if (ts.isPropertyDeclaration(parent)) return isPublicMember(parent);
    return ts.isVariableDeclaration(parent) && isExported(parent.parent.parent);
  }
  return isPublicMember(node);
}

function isPublicMember(
  node: Exclude<FunctionNode, ts.FunctionDeclaration> | ts.PropertyDeclaration,
): boolean {
  if (!ts.isClassLike(node.parent) || ts.isPrivateIdentifier(node.name ?? node)) return false;
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  return (ts.getCombinedModifierFlags(node) & hidden) === 0 && isExported(node.parent);
}

function isExported(node: ts.Node): boolean {
  return (
    ts.canHaveModifiers(node) &&
    (ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false)
  );
}
