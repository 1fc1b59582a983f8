import { ts } from '../../../services/analysis/typescript.ts';
import type { Span } from '../../../protocol/index.ts';
import { accessOf, type Access } from './access.ts';
import { declaredBy, meaningsOf, type BindingKind, type Declared } from './declared.ts';
import { roleOf, type Role } from './names.ts';
import { isFrame, opensScope } from './scopes.ts';

/** A stretch of source in which names are declared. */
export interface Scope {
  readonly node: ts.Node;
  readonly parent: Scope | undefined;
  /** The scope of the function, static block, namespace or file whose `var` and parameters are seen here. */
  readonly frame: Scope;
  readonly values: ReadonlyMap<string, Binding>;
  readonly types: ReadonlyMap<string, Binding>;
}

/** One variable, function, class, import or type of a file, with everything that names it. */
export interface Binding {
  readonly name: string;
  readonly kind: BindingKind;
  readonly scope: Scope;
  /** The names of its declarations, in source order. */
  readonly declarations: readonly ts.Identifier[];
  /** In source order; declarations are not among them. */
  readonly references: readonly Reference[];
}

export interface Reference {
  readonly node: ts.Identifier;
  /** `undefined` for a name that this file does not declare. */
  readonly binding: Binding | undefined;
  /** `type`: only its type is asked for, nothing happens at run time. */
  readonly access: Access | 'type';
}

export interface Bindings {
  readonly root: Scope;
  /** Every use of a name, in source order. Names in JSDoc are not among them. */
  readonly references: readonly Reference[];
  /** Every name that is declared or used, so that a new one can keep out of the way of all of them. */
  readonly names: ReadonlySet<string>;
  /** The binding that an identifier declares or names. */
  bindingOf(name: ts.Identifier): Binding | undefined;
  referencesWithin(span: Span): readonly Reference[];
  /** The innermost scope that a node stands in; a node that opens one stands in the scope around. */
  scopeAround(node: ts.Node): Scope;
  /** What a name means to the code at a node. */
  resolve(name: string, at: ts.Node, meaning: 'value' | 'type'): Binding | undefined;
}

/** The names of a file, found without a type checker. Kept for as long as the file is. */
export function bindingsOf(source: ts.SourceFile): Bindings {
  const known = cache.get(source);
  if (known) return known;
  const found = bind(source);
  cache.set(source, found);
  return found;
}

/** The function, static block, field, namespace or file in whose activation the code at a node runs. */
export function frameOf(node: ts.Node): ts.Node {
  let at = node.parent;
  while (!isFrame(at)) at = at.parent;
  return at;
}

const cache = new WeakMap<ts.SourceFile, Bindings>();

interface OpenScope extends Scope {
  readonly parent: OpenScope | undefined;
  readonly frame: OpenScope;
  readonly values: Map<string, OpenBinding>;
  readonly types: Map<string, OpenBinding>;
}

interface OpenBinding extends Binding {
  kind: BindingKind;
  readonly scope: OpenScope;
  readonly declarations: ts.Identifier[];
  readonly references: Reference[];
}

interface Use {
  readonly node: ts.Identifier;
  readonly role: Exclude<Role, 'declaration' | 'none'>;
  readonly scope: OpenScope;
}

/** One walk collects scopes, declarations and uses; names are resolved after it, since they may be declared later. */
function bind(source: ts.SourceFile): Bindings {
  const scopes = new Map<ts.Node, OpenScope>();
  const uses: Use[] = [];
  const byName = new Map<ts.Identifier, Binding>();
  const root = openScope(source, undefined);
  scopes.set(source, root);
  let scope = root;
  // One function for every node, and the scope beside it: a closure for each would cost more than the walk.
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      const role = roleOf(node);
      if (role !== 'declaration' && role !== 'none' && node.text !== '') uses.push({ node, role, scope });
      return;
    }
    const around = scope;
    if (opensScope(node)) {
      scope = openScope(node, around);
      scopes.set(node, scope);
    }
    for (const each of declaredBy(node)) byName.set(each.name, declare(each, node, around, scope));
    ts.forEachChild(node, visit);
    scope = around;
  };
  ts.forEachChild(source, visit);
  const references = uses.map((use) => resolveUse(use, byName));
  let names: ReadonlySet<string> | undefined;
  return {
    root,
    references,
    get names() {
      return (names ??= namesIn(byName.keys(), references));
    },
    bindingOf: (name) => byName.get(name),
    referencesWithin: (span) => within(references, span),
    scopeAround: (node) => scopeAround(scopes, node) ?? root,
    resolve: (name, at, meaning) =>
      lookup(ownScope(scopes, at) ?? root, name, meaning === 'value' ? 'value' : 'type'),
  };
}

function namesIn(declared: Iterable<ts.Identifier>, references: readonly Reference[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const name of declared) names.add(name.text);
  for (const { node } of references) names.add(node.text);
  return names;
}

function openScope(node: ts.Node, parent: OpenScope | undefined): OpenScope {
  const scope = { node, parent, values: new Map(), types: new Map() };
  const frame = !parent || isFrame(node) ? scope : parent.frame;
  return Object.assign(scope, { frame: frame as OpenScope });
}

function declare(declared: Declared, node: ts.Node, around: OpenScope, own: OpenScope): OpenBinding {
  const { name, kind, seen } = declared;
  const scope = declaringScope(node, seen, around, own);
  const known = knownIn(scope, name.text, kind);
  const binding = known ?? { name: name.text, kind, scope, declarations: [], references: [] };
  const meanings = meaningsOf(kind);
  // What a name is at run time says more than what it is as a type.
  if (known && meanings.value && !meaningsOf(known.kind).value) known.kind = kind;
  binding.declarations.push(name);
  if (meanings.value) scope.values.set(name.text, binding);
  if (meanings.type) scope.types.set(name.text, binding);
  return binding;
}

/** An interface beside a constant of its name is one symbol; a type parameter is always one of its own. */
function knownIn({ values, types }: OpenScope, name: string, kind: BindingKind): OpenBinding | undefined {
  const value = values.get(name);
  const type = types.get(name);
  if (kind === 'typeParameter') return type;
  return value ?? (type?.kind === 'typeParameter' ? undefined : type);
}

function declaringScope(node: ts.Node, seen: Declared['seen'], around: OpenScope, own: OpenScope): OpenScope {
  if (seen === 'frame') return around.frame;
  if (seen === 'own') return own;
  if (!ts.isTypeParameterDeclaration(node) || !ts.isInferTypeNode(node.parent)) return around;
  // `infer U` is seen in the whole conditional type around it.
  let scope: OpenScope | undefined = around;
  while (scope && !ts.isConditionalTypeNode(scope.node)) scope = scope.parent;
  return scope ?? around;
}

function resolveUse({ node, role, scope }: Use, byName: Map<ts.Identifier, Binding>): Reference {
  const binding = lookup(scope, node.text, role);
  const access = role === 'type' || isInType(node) ? 'type' : accessOf(node);
  const reference: Reference = { node, binding, access };
  if (binding) {
    byName.set(node, binding);
    binding.references.push(reference);
  }
  return reference;
}

/** Whether a name that means a value is only asked for its type: `typeof x`, `x is string`, `A.B`. */
function isInType({ parent }: ts.Identifier): boolean {
  return ts.isTypeNode(parent) && !ts.isExpressionWithTypeArguments(parent)
    ? true
    : ts.isQualifiedName(parent);
}

function lookup(from: OpenScope, name: string, role: Use['role']): OpenBinding | undefined {
  for (let scope: OpenScope | undefined = from; scope; scope = scope.parent) {
    const value = role === 'type' ? undefined : scope.values.get(name);
    const found = value ?? (role === 'value' ? undefined : scope.types.get(name));
    if (found) return found;
  }
  return undefined;
}

function scopeAround(scopes: ReadonlyMap<ts.Node, OpenScope>, node: ts.Node): OpenScope | undefined {
  return ts.isSourceFile(node) ? scopes.get(node) : ownScope(scopes, node.parent);
}

function ownScope(scopes: ReadonlyMap<ts.Node, OpenScope>, node: ts.Node): OpenScope | undefined {
  let at = node;
  for (;;) {
    const scope = scopes.get(at);
    if (scope || ts.isSourceFile(at)) return scope;
    at = at.parent;
  }
}

/** References are in source order, so the first one inside of a span can be found by halving. */
function within(references: readonly Reference[], { start, end }: Span): readonly Reference[] {
  const first = firstFrom(references, start);
  let last = first;
  for (;;) {
    const next = references[last];
    if (!next || next.node.end > end) return references.slice(first, last);
    last += 1;
  }
}

function firstFrom(references: readonly Reference[], start: number): number {
  let low = 0;
  let high = references.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const node = references[middle]?.node;
    if (node && node.end <= start) low = middle + 1;
    else high = middle;
  }
  return low;
}
