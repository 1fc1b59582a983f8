import { ts } from '../typescript.ts';
import type { ChangeView, Side } from './change-view.ts';
import { effectOf, providedEffects } from './effects.ts';
import { conditionAtoms, providedAtoms, type Atom } from './atoms.ts';
import { groupedBy, resemblance } from './difference.ts';
import { collect, hasBody, lineOf, plainText, statementsOf, walk, type FunctionWithBody } from './syntax.ts';

/** Share of equal tokens from which on a function that is gone and one that is new are one function with another name. */
const renamedShareMin = 0.6;

/** A named function, or the top level of a file, with what it does and decides by itself. */
export interface Unit {
  readonly side: Side;
  /** `Store.save`, `save`, or `''` for the top level. */
  readonly name: string;
  /** The last part of the name: what callers write. */
  readonly simpleName: string;
  readonly node: FunctionWithBody | ts.SourceFile;
  readonly exported: boolean;
  readonly line: number;
  readonly text: string;
  /** What it does to the world, by key, with the line. */
  readonly effects: ReadonlyMap<string, number>;
  /** Effects that it has in another spelling; they only excuse. */
  readonly providedEffects: ReadonlySet<string>;
  /** What its branches depend on. */
  readonly atoms: ReadonlyMap<string, Atom>;
  readonly providedAtoms: ReadonlySet<string>;
  /** Every name it mentions: how units reach each other. */
  readonly mentions: ReadonlySet<string>;
}

/** Functions of a change, each side by itself, and which became which. */
export interface Units {
  readonly before: readonly Unit[];
  readonly after: readonly Unit[];
  /** The unit of `after` that a unit of `before` became; none for one that is gone. */
  readonly became: ReadonlyMap<Unit, Unit>;
  /** A unit and every unit of its side that it reaches by name. */
  reach(unit: Unit): ReadonlySet<Unit>;
  /** Units of the same side that mention it. */
  callers(unit: Unit): readonly Unit[];
}

const memory = new WeakMap<ChangeView, Units>();

export function unitsOf(change: ChangeView): Units {
  const known = memory.get(change);
  if (known) return known;
  const relevant = (sides: readonly Side[]) =>
    sides.filter((side) => side.place === 'source').flatMap(unitsOfSide);
  const before = relevant(change.before);
  const after = relevant(change.after);
  const reached = new Map<Unit, ReadonlySet<Unit>>();
  const beforeSet = new Set(before);
  const tables = { before: byName(before), after: byName(after) };
  const units: Units = {
    before,
    after,
    became: match(before, after),
    reach(unit) {
      const found = reached.get(unit) ?? reachable(unit, beforeSet.has(unit) ? tables.before : tables.after);
      reached.set(unit, found);
      return found;
    },
    callers: (unit) =>
      (beforeSet.has(unit) ? before : after).filter(
        (other) => other !== unit && other.mentions.has(unit.simpleName),
      ),
  };
  memory.set(change, units);
  return units;
}

function byName(units: readonly Unit[]): ReadonlyMap<string, readonly Unit[]> {
  return groupedBy(units, (unit) => unit.simpleName);
}

function reachable(start: Unit, table: ReadonlyMap<string, readonly Unit[]>): ReadonlySet<Unit> {
  const found = new Set([start]);
  for (const unit of found) {
    for (const name of unit.mentions) {
      if (name !== '') for (const next of table.get(name) ?? []) found.add(next);
    }
  }
  return found;
}

/** By name in the same file, by name elsewhere, then by likeness. */
function match(before: readonly Unit[], after: readonly Unit[]): ReadonlyMap<Unit, Unit> {
  const became = new Map<Unit, Unit>();
  const taken = new Set<Unit>();
  const take = (unit: Unit, candidates: readonly Unit[]) => {
    const target = candidates.find((candidate) => !taken.has(candidate));
    if (!target) return;
    became.set(unit, target);
    taken.add(target);
  };
  const table = groupedBy(after, (unit) => unit.name);
  for (const unit of before)
    take(
      unit,
      (table.get(unit.name) ?? []).filter(({ side }) => side.path === unit.side.path),
    );
  for (const unit of before) {
    if (!became.has(unit) && unit.name !== '') take(unit, table.get(unit.name) ?? []);
  }
  for (const unit of before) {
    if (became.has(unit) || unit.name === '') continue;
    const alike = after.filter((candidate) => !taken.has(candidate) && candidate.name !== '');
    take(
      unit,
      alike.filter((candidate) => resemblance(candidate.text, unit.text) >= renamedShareMin),
    );
  }
  return became;
}

function unitsOfSide(side: Side): readonly Unit[] {
  const source = side.code();
  if (!source || side.path.endsWith('.d.ts')) return [];
  const named = collect([side], (node) => {
    const name = hasBody(node) ? unitName(node) : undefined;
    return name === undefined ? undefined : describe(side, node as FunctionWithBody, name);
  });
  return [describe(side, source, ''), ...named];
}

/** `undefined` for a function without a name of its own: it belongs to the unit around it. */
function unitName(node: FunctionWithBody): string | undefined {
  const own = ownName(node);
  if (own === undefined) return undefined;
  const container = node.parent;
  if (ts.isClassLike(container)) return `${container.name?.text ?? 'default'}.${own}`;
  return own;
}

function ownName(node: FunctionWithBody): string | undefined {
  if (ts.isConstructorDeclaration(node)) return 'constructor';
  if (node.name && !ts.isFunctionExpression(node)) return nameText(node.name);
  if (ts.isFunctionDeclaration(node)) return 'default';
  let holder: ts.Node = node.parent;
  while (
    ts.isParenthesizedExpression(holder) ||
    ts.isAsExpression(holder) ||
    ts.isSatisfiesExpression(holder)
  ) {
    holder = holder.parent;
  }
  if (
    ts.isVariableDeclaration(holder) ||
    ts.isPropertyAssignment(holder) ||
    ts.isPropertyDeclaration(holder)
  ) {
    return nameText(holder.name);
  }
  return ts.isExportAssignment(holder) ? 'default' : undefined;
}

function nameText(name: ts.Node): string {
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isPrivateIdentifier(name)
    ? name.text
    : name.getText();
}

function describe(side: Side, node: FunctionWithBody | ts.SourceFile, name: string): Unit {
  const effects = new Map<string, number>();
  const provided = new Set<string>();
  const atoms = new Map<string, Atom>();
  const excused = new Set<string>();
  const mentions = new Set<string>();
  const returns = ts.isSourceFile(node) ? undefined : returnedValue(node);
  if (returns) effects.set('return', lineOf(returns));
  walk(node, (inner) => {
    if (inner !== node && hasBody(inner) && unitName(inner) !== undefined) {
      // Members may be called by anything; a function by itself is used only where its name is written.
      if (!ts.isFunctionDeclaration(inner) && !ts.isVariableDeclaration(inner.parent))
        mentions.add(ownName(inner) ?? '');
      return false;
    }
    if (ts.isIdentifier(inner) || ts.isPrivateIdentifier(inner)) {
      if (!(ts.isVariableDeclaration(inner.parent) && inner.parent.name === inner)) mentions.add(inner.text);
    }
    const effect = effectOf(inner);
    if (effect !== undefined && !effects.has(effect)) effects.set(effect, lineOf(inner));
    for (const key of providedEffects(inner)) provided.add(key);
    for (const atom of conditionAtoms(inner)) if (!atoms.has(atom.key)) atoms.set(atom.key, atom);
    for (const key of providedAtoms(inner)) excused.add(key);
    return true;
  });
  const simpleName = name.split('.').at(-1) ?? name;
  return {
    side,
    name,
    simpleName,
    node,
    exported: isExported(node),
    line: ts.isSourceFile(node) ? 1 : lineOf(node),
    text: ts.isSourceFile(node) ? side.text : plainText(node),
    effects,
    providedEffects: provided,
    atoms,
    providedAtoms: excused,
    mentions,
  };
}

function returnedValue(node: FunctionWithBody): ts.Node | undefined {
  if (!ts.isBlock(node.body)) return node.body;
  let found: ts.Node | undefined;
  for (const statement of statementsOf(node)) {
    walk(statement, (inner) => {
      if (ts.isReturnStatement(inner) && inner.expression) found ??= inner;
      return !hasBody(inner);
    });
  }
  return found;
}

function isExported(node: ts.Node): boolean {
  let around = node;
  while (!ts.isSourceFile(around)) {
    if (
      ts.canHaveModifiers(around) &&
      ts.getModifiers(around)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
    ) {
      return true;
    }
    around = around.parent;
  }
  return false;
}
