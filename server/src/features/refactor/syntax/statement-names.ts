import { ts } from '../../../services/analysis/typescript.ts';
import { accessOf } from './access.ts';
import type { Reference } from './bindings.ts';
import { declaredBy, type Declared } from './declared.ts';
import { roleOf } from './names.ts';
import {
  declare,
  lookup,
  openScope,
  type Asked,
  type OpenBinding,
  type OpenReference,
  type OpenScope,
} from './open-scope.ts';
import { opensScope } from './scopes.ts';

/**
 * The names of one statement of a file, as far as the statement alone tells. An edited file is parsed again from where it
 * changed, and its other statements stay the very same nodes: what is known of their names stays as well.
 */
export interface Unit {
  readonly scopes: ReadonlyMap<ts.Node, OpenScope>;
  /** Scopes right below that of the file. */
  readonly outermost: readonly OpenScope[];
  /** Scopes whose code runs in the activation of the file. */
  readonly inFrameOfFile: readonly OpenScope[];
  /** In source order. */
  readonly declaredInFile: readonly Declared[];
  /** Every use of a name, in source order. */
  readonly references: readonly Reference[];
  /** Of `references` those that nothing in the statement declares. */
  readonly open: readonly { readonly reference: OpenReference; readonly role: Asked }[];
  /** Every name that is declared or used. */
  readonly names: ReadonlySet<string>;
  readonly bindings: Map<ts.Identifier, OpenBinding>;
}

export function unitOf(statement: ts.Statement): Unit {
  const known = cache.get(statement);
  if (known) return known;
  const found = read(statement);
  cache.set(statement, found);
  return found;
}

const cache = new WeakMap<ts.Statement, Unit>();

interface Use {
  readonly node: ts.Identifier;
  readonly role: Asked;
  readonly scope: OpenScope;
}

/** One walk collects scopes, declarations and uses; names are resolved after it, since they may be declared later. */
function read(statement: ts.Statement): Unit {
  const file = openScope(statement.parent, undefined);
  const scopes = new Map<ts.Node, OpenScope>();
  const declaredInFile: Declared[] = [];
  const bindings = new Map<ts.Identifier, OpenBinding>();
  const names = new Set<string>();
  const uses: Use[] = [];
  let scope = file;
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
    for (const each of declaredBy(node)) {
      const into = declaringScope(node, each.seen, around, scope);
      if (into === file) declaredInFile.push(each);
      else bindings.set(each.name, declare(each, into));
      names.add(each.name.text);
    }
    ts.forEachChild(node, visit);
    scope = around;
  };
  visit(statement);
  const open: { readonly reference: OpenReference; readonly role: Asked }[] = [];
  const references = uses.map((use) => {
    const reference = resolveUse(use, bindings);
    if (!reference.binding) open.push({ reference, role: use.role });
    names.add(use.node.text);
    return reference;
  });
  const all = [...scopes.values()];
  const outermost = all.filter(({ parent }) => parent === file);
  const inFrameOfFile = all.filter(({ frame }) => frame === file);
  return { scopes, outermost, inFrameOfFile, declaredInFile, references, open, names, bindings };
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

function resolveUse({ node, role, scope }: Use, bindings: Map<ts.Identifier, OpenBinding>): OpenReference {
  const binding = lookup(scope, node.text, role);
  const access = role === 'type' || isInType(node) ? 'type' : accessOf(node);
  const reference: OpenReference = { node, binding, access };
  if (binding) {
    bindings.set(node, binding);
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
