import type { ts } from '../../../services/analysis/typescript.ts';
import type { Binding, Reference, Scope } from './bindings.ts';
import { meaningsOf, type BindingKind, type Declared } from './declared.ts';
import type { Role } from './names.ts';
import { isFrame } from './scopes.ts';

/** A scope whose names are still being found. */
export interface OpenScope extends Scope {
  parent: OpenScope | undefined;
  frame: OpenScope;
  readonly values: Map<string, OpenBinding>;
  readonly types: Map<string, OpenBinding>;
}

export interface OpenBinding extends Binding {
  kind: BindingKind;
  readonly scope: OpenScope;
  readonly declarations: ts.Identifier[];
  readonly references: Reference[];
}

export interface OpenReference extends Reference {
  binding: OpenBinding | undefined;
}

/** What a use of a name asks for. */
export type Asked = Exclude<Role, 'declaration' | 'none'>;

export function openScope(node: ts.Node, parent: OpenScope | undefined): OpenScope {
  const scope = { node, parent, values: new Map(), types: new Map() };
  const frame = !parent || isFrame(node) ? scope : parent.frame;
  return Object.assign(scope, { frame: frame as OpenScope });
}

export function declare({ name, kind }: Declared, scope: OpenScope): OpenBinding {
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

export function lookup(from: OpenScope, name: string, asked: Asked): OpenBinding | undefined {
  for (let scope: OpenScope | undefined = from; scope; scope = scope.parent) {
    const value = asked === 'type' ? undefined : scope.values.get(name);
    const found = value ?? (asked === 'value' ? undefined : scope.types.get(name));
    if (found) return found;
  }
  return undefined;
}
