import { ts } from '../../typescript.ts';
import { shapeOf, type Atom } from '../atoms.ts';
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
      if (!atom || isRenamed(units, unit, atom, used) || isTabled(units, key)) continue;
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
  const member = memberOf(key);
  return member !== undefined && unit.providedAtoms.has(member);
}

/** The same condition about variables of other names, once for each. */
function isRenamed(units: Units, unit: Unit, { key, shape }: Atom, used: Set<string>): boolean {
  const now = units.became.get(unit);
  if (now && isAsync(now) && !isAsync(unit) && failureNames.test(key)) return true;
  for (const candidate of now ? units.reach(now) : units.after) {
    // A bare variable says too little to be recognised anywhere but in a condition.
    const spoken =
      shape === '_' ? [] : [...candidate.providedAtoms].filter((text) => shapeOf(text) === shape);
    for (const text of [...candidate.atoms.keys(), ...spoken]) {
      const id = `${candidate.side.path} ${candidate.name} ${text} for ${unit.side.path} ${unit.name}`;
      const known = unit.atoms.has(text) || unit.providedAtoms.has(text);
      if (known || used.has(id) || shapeOf(text) !== shape) continue;
      used.add(id);
      return true;
    }
  }
  return false;
}

/** `if (error)` of a callback has no place in a function that awaits: the failure is thrown. */
const failureNames = /^(e|ex|err|error|reason)$/;

function isAsync({ node }: Unit): boolean {
  return (
    !ts.isSourceFile(node) &&
    ts.canHaveModifiers(node) &&
    ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) === true
  );
}

/** A chain of comparisons became a table beside the function. */
function isTabled(units: Units, key: string): boolean {
  const member = memberOf(key);
  if (member === undefined) return false;
  const tops = (side: readonly Unit[]) => side.filter(({ name }) => name === '');
  return (
    tops(units.after).some((top) => top.providedAtoms.has(member)) &&
    !tops(units.before).some((top) => top.providedAtoms.has(member))
  );
}

function memberOf(key: string): string | undefined {
  const compared = / is '?([^']+)'?$/.exec(key)?.[1];
  return compared === undefined ? undefined : `member ${compared}`;
}
