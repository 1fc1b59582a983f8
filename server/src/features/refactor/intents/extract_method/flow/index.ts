/** Flow promises what goes into a range of code, what comes out of it, and where its control goes; from syntax alone. */
import { ts } from '../../../../../services/analysis/typescript.ts';
import { bindingsOf, frameOf, type Binding, type Reference } from '../../../syntax/index.ts';
import { firstOf, isInside, lastOf, nodesOf, type Range } from '../range.ts';
import { canComplete } from './completes.ts';
import { effectOn, type Effect } from './entry.ts';
import { exitsOf, type Exit } from './exits.ts';
import { isReadLater } from './later.ts';
import { wordsOf, type Words } from './words.ts';

export interface Flow {
  /** The function, static block, field, namespace or file that runs the range. */
  readonly frame: ts.Node;
  /** The file or namespace whose names every function in it can see. */
  readonly home: ts.SourceFile | ts.ModuleBlock;
  /** Variables below `home`, declared outside, whose value from before the range is needed; by first use. */
  readonly inputs: readonly Binding[];
  /** Variables below `home`, declared outside, that the range assigns; by first use. */
  readonly changed: readonly Changed[];
  /** Names that the range declares and that are used outside of it; in the order they are declared. */
  readonly declared: readonly Binding[];
  /** Type parameters below `home` that the range names. */
  readonly typeParameters: readonly Binding[];
  /** Other types below `home` that only code at this place can name; variables in `typeof` among them. */
  readonly localTypes: readonly Binding[];
  readonly words: Words;
  /** Statements that take control out of the range, `throw` apart. */
  readonly exits: readonly Exit[];
  /** Whether control can run past the end of the range. */
  readonly completes: boolean;
}

export interface Changed {
  readonly binding: Binding;
  /** Whether the range assigns it on every path to its end. */
  readonly isSure: boolean;
  /** Whether its new value may be read once the range has run. */
  readonly isReadLater: boolean;
}

export function flowOf(range: Range): Flow {
  const first = firstOf(range);
  const source = first.getSourceFile();
  const home = homeOf(first);
  const used = usesByBinding(range, home);
  const exits = exitsOf(range);
  const effects = new Map(
    [...used.values.keys()].map((binding) => [binding, effectOn(binding, range, exits)]),
  );
  const written = [...used.values].filter(([binding, uses]) => isWritten(binding, uses, range));
  const read = inputsOf(effects, range, new Set(written.map(([binding]) => binding)));
  return {
    frame: frameOf(first),
    home,
    inputs: [...used.values.keys()].filter((binding) => read.has(binding)),
    changed: written.map(([binding]) => ({
      binding,
      isSure: effects.get(binding) === 'assigns',
      isReadLater: isReadLater(binding, range, read),
    })),
    declared: declaredIn(range, source),
    typeParameters: used.types.filter(({ kind }) => kind === 'typeParameter'),
    localTypes: used.types.filter((each) => each.kind !== 'typeParameter' && !read.has(each)),
    words: wordsOf(range),
    exits,
    completes: canComplete(nodesOf(range)),
  };
}

function homeOf(node: ts.Node): ts.SourceFile | ts.ModuleBlock {
  let at = node.parent;
  while (!ts.isSourceFile(at) && !ts.isModuleBlock(at)) at = at.parent;
  return at;
}

interface Uses {
  readonly values: ReadonlyMap<Binding, readonly Reference[]>;
  readonly types: readonly Binding[];
}

/** What a range uses of the names between itself and `home`, in the order of first use. */
function usesByBinding(range: Range, home: ts.Node): Uses {
  const values = new Map<Binding, Reference[]>();
  const types = new Set<Binding>();
  const span = { start: firstOf(range).getStart(), end: lastOf(range).end };
  const bindings = bindingsOf(home.getSourceFile());
  for (const reference of bindings.referencesWithin(span)) {
    const { binding, access } = reference;
    if (!binding || !isBelow(binding, home) || isOwn(binding, range)) continue;
    if (access === 'type') types.add(binding);
    else values.set(binding, [...(values.get(binding) ?? []), reference]);
  }
  for (const binding of redeclared(range)) if (!values.has(binding)) values.set(binding, []);
  return { values, types: [...types] };
}

function isBelow({ scope }: Binding, home: ts.Node): boolean {
  return scope.node !== home && home.pos <= scope.node.pos && scope.node.end <= home.end;
}

/** Whether a name is declared by the range and nowhere else. */
function isOwn({ declarations }: Binding, range: Range): boolean {
  return declarations.every((name) => isInside(range, name));
}

/** `var` of a range that is declared outside of it as well. */
function redeclared(range: Range): readonly Binding[] {
  const scope = bindingsOf(firstOf(range).getSourceFile()).scopeAround(firstOf(range));
  return [...scope.frame.values.values()].filter(
    (binding) =>
      binding.kind === 'var' &&
      binding.declarations.some((name) => isInside(range, name)) &&
      !isOwn(binding, range),
  );
}

function isWritten(binding: Binding, uses: readonly Reference[], range: Range): boolean {
  if (uses.some(({ access }) => access !== 'read')) return true;
  return binding.declarations.some((name) => isInside(range, name) && isInitialized(name));
}

function isInitialized(name: ts.Identifier): boolean {
  return !ts.isVariableDeclaration(name.parent) || name.parent.initializer !== undefined;
}

/** A variable that is not assigned on every path keeps what it held, so that value has to go in to come out. */
function inputsOf(
  effects: ReadonlyMap<Binding, Effect>,
  range: Range,
  written: ReadonlySet<Binding>,
): ReadonlySet<Binding> {
  const read = new Set([...effects].filter(([, effect]) => effect === 'reads').map(([binding]) => binding));
  for (const [binding, effect] of effects) {
    if (effect === 'may assign' && written.has(binding) && isReadLater(binding, range, read))
      read.add(binding);
  }
  return read;
}

function declaredIn(range: Range, source: ts.SourceFile): readonly Binding[] {
  if (range.kind === 'expression') return [];
  const scope = bindingsOf(source).scopeAround(firstOf(range));
  const seen = [scope, scope.frame].flatMap(({ values, types }) => [...values.values(), ...types.values()]);
  return [...new Set(seen)].filter(
    (binding) => isOwn(binding, range) && binding.references.some(({ node }) => !isInside(range, node)),
  );
}
