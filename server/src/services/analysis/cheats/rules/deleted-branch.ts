import { defineCheat } from '../rule.ts';
import { lossesOf } from '../losses.ts';
import { lineOf } from '../syntax.ts';
import { unitsOf, type Unit, type Units } from '../units.ts';

/** A case that the code told apart and no longer does. */
export const deletedBranch = defineCheat({
  id: 'deleted_branch',
  title: 'A case is no longer told apart',
  severity: 'behaviour',
  *find(change) {
    const units = unitsOf(change);
    const used = new Set<string>();
    for (const { unit, key } of lossesOf(change, { own: (candidate) => candidate.atoms.keys(), has })) {
      const atom = unit.atoms.get(key);
      if (!atom || isRenamed(units, unit, atom.shape, used)) continue;
      yield {
        file: unit.side.path,
        line: lineOf(atom.node),
        message: `This case is no longer told apart: ${key.slice(0, 80)}.`,
      };
    }
  },
});

function has(unit: Unit, key: string): boolean {
  if (unit.atoms.has(key) || unit.providedAtoms.has(key)) return true;
  // A chain of comparisons became a table: the compared value is a member now.
  const compared = / is '?([^']+)'?$/.exec(key)?.[1];
  return compared !== undefined && unit.providedAtoms.has(`member ${compared}`);
}

/** The same condition about variables of other names, once for each. */
function isRenamed(units: Units, unit: Unit, shape: string, used: Set<string>): boolean {
  const now = units.became.get(unit);
  const reach = now ? [...units.reach(now)] : units.after;
  for (const candidate of reach) {
    for (const atom of candidate.atoms.values()) {
      const id = `${candidate.side.path} ${candidate.name} ${atom.key}`;
      if (atom.shape !== shape || used.has(id) || unit.atoms.has(atom.key)) continue;
      used.add(id);
      return true;
    }
  }
  return false;
}
