import { ts } from '../typescript.ts';
import type { ChangeView, Side } from './change-view.ts';
import { collect } from './syntax.ts';

const memory = new WeakMap<ChangeView, ReadonlyMap<string, string>>();

/** Identifiers that the whole change renames: the old one gone from every source, the new one fresh in all of them. */
export function renamesOf(change: ChangeView): ReadonlyMap<string, string> {
  const known = memory.get(change);
  if (known) return known;
  const before = namesOf(change.before);
  const after = namesOf(change.after);
  const old = [...before].filter((name) => !after.has(name));
  const fresh = [...after].filter((name) => !before.has(name));
  // Only a change that renames one thing is simple enough to be sure which name became which.
  const [from] = old;
  const [to] = fresh;
  const single = from !== undefined && to !== undefined && old.length === 1 && fresh.length === 1;
  const renames: ReadonlyMap<string, string> = single ? new Map([[from, to]]) : new Map<string, string>();
  memory.set(change, renames);
  return renames;
}

/** `text` with its identifiers as they are after the change. */
export function renamed(change: ChangeView, text: string): string {
  const renames = renamesOf(change);
  return renames.size === 0 ? text : text.replace(/[\w$]+/g, (word) => renames.get(word) ?? word);
}

function namesOf(sides: readonly Side[]): ReadonlySet<string> {
  const sources = sides.filter((side) => side.place !== 'test');
  return new Set(collect(sources, (node) => (ts.isIdentifier(node) ? node.text : undefined)));
}
