import type { ChangeView } from './change-view.ts';
import { renamed } from './renames.ts';
import { unitsOf, type Unit, type Units } from './units.ts';

/** Something a function did before the change and nothing does in its place after it. */
export interface Loss {
  readonly unit: Unit;
  readonly key: string;
}

/** How one kind of fact (effects, atoms) is read from a unit. */
export interface Facts {
  readonly own: (unit: Unit) => Iterable<string>;
  /** The fact is there, in this spelling or another. */
  readonly has: (unit: Unit, key: string) => boolean;
}

/**
 * Facts of changed functions that are gone: neither in what the function became, nor in anything that it reaches, nor moved
 * into a function that something reaches. Code that nobody used may go.
 */
export function lossesOf(change: ChangeView, facts: Facts): readonly Loss[] {
  const units = unitsOf(change);
  return units.before.flatMap((unit) => {
    const now = units.became.get(unit);
    if (now?.text === unit.text) return [];
    return [...facts.own(unit)]
      .filter((key) => {
        const current = renamed(change, key);
        const stays = now ? isKept(units, now, current, facts) : isCarriedOn(units, unit, current, facts);
        return !stays && !hasMoved(units, current, facts);
      })
      .map((key) => ({ unit, key }));
  });
}

function isKept(units: Units, now: Unit, key: string, facts: Facts): boolean {
  return [...units.reach(now)].some((unit) => facts.has(unit, key));
}

/** The function itself is gone: whoever used it has to do the work now. */
function isCarriedOn(units: Units, gone: Unit, key: string, facts: Facts): boolean {
  // The top level of a deleted file has no callers; what it did must have gone elsewhere.
  if (gone.name === '') return false;
  const callers = units.callers(gone);
  if (gone.exported && callers.length === 0) return false;
  return callers.every((caller) => {
    const now = units.became.get(caller);
    return now === undefined || isKept(units, now, key, facts) || borrows(gone, now);
  });
}

/** A local function gave way to an import of the same name: somebody else's code does the work. */
function borrows(gone: Unit, now: Unit): boolean {
  return now.mentions.has(gone.simpleName);
}

/** The fact is new in a function that something reaches, so it was moved and not dropped. */
function hasMoved(units: Units, key: string, facts: Facts): boolean {
  const origins = new Map([...units.became].map(([before, after]) => [after, before]));
  return units.after.some((unit) => {
    if (!new Set(facts.own(unit)).has(key)) return false;
    const origin = origins.get(unit);
    if (origin) return !new Set(facts.own(origin)).has(key);
    return unit.name === '' || units.callers(unit).length > 0;
  });
}
