import { ts } from '../../../services/analysis/typescript.ts';
import type { Span } from '../../../protocol/index.ts';
import type { Access } from './access.ts';
import type { BindingKind } from './declared.ts';
import { declare, lookup, openScope, type OpenScope } from './open-scope.ts';
import { isFrame } from './scopes.ts';
import { unitOf, type Unit } from './statement-names.ts';

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

/** Joins what the statements of the file say of names: a name that a statement leaves open means what the file declares. */
function bind(source: ts.SourceFile): Bindings {
  const root = openScope(source, undefined);
  const units = source.statements.map(unitOf);
  for (const unit of units) adopt(unit, root);
  for (const unit of units) close(unit, root);
  const references = units.flatMap((unit) => unit.references);
  let names: ReadonlySet<string> | undefined;
  return {
    root,
    references,
    get names() {
      return (names ??= new Set(units.flatMap((unit) => [...unit.names])));
    },
    bindingOf: (name) => unitAround(name)?.bindings.get(name),
    referencesWithin: (span) => within(references, span),
    scopeAround: (node) => (ts.isSourceFile(node) ? root : ownScope(node.parent, root)),
    resolve: (name, at, meaning) => lookup(ownScope(at, root), name, meaning),
  };
}

/** Puts a statement into its file, which may be the next version of the one it was read in. */
function adopt(unit: Unit, root: OpenScope): void {
  for (const scope of unit.outermost) scope.parent = root;
  for (const scope of unit.inFrameOfFile) scope.frame = root;
  for (const each of unit.declaredInFile) unit.bindings.set(each.name, declare(each, root));
}

function close({ open, bindings }: Unit, root: OpenScope): void {
  for (const { reference, role } of open) {
    const { node } = reference;
    const binding = lookup(root, node.text, role);
    reference.binding = binding;
    if (binding) {
      bindings.set(node, binding);
      binding.references.push(reference);
    } else bindings.delete(node);
  }
}

function unitAround(node: ts.Node): Unit | undefined {
  let at = node;
  while (!ts.isSourceFile(at.parent)) at = at.parent;
  return ts.isStatement(at) ? unitOf(at) : undefined;
}

function ownScope(node: ts.Node, root: OpenScope): OpenScope {
  if (ts.isSourceFile(node)) return root;
  const unit = unitAround(node);
  for (let at = node; !ts.isSourceFile(at); at = at.parent) {
    const scope = unit?.scopes.get(at);
    if (scope) return scope;
  }
  return root;
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
