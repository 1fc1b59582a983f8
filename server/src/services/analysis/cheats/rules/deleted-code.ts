import { ts } from '../../typescript.ts';
import { defineCheat } from '../rule.ts';
import { lossesOf } from '../losses.ts';
import { unitsOf, type Unit, type Units } from '../units.ts';

/** A call, a write, a `throw` or a result that is gone without anything in its place. */
export const deletedCode = defineCheat({
  id: 'deleted_code',
  title: 'Something the code did is no longer done',
  severity: 'behaviour',
  *find(change) {
    const units = unitsOf(change);
    const losses = lossesOf(change, { own: (unit) => unit.effects.keys(), has });
    const replaced = new Set<string>();
    for (const { unit, key } of losses) {
      // A result matters only to what still asks for one.
      if (key === 'return' && !units.became.has(unit)) continue;
      if (isRewritten(units, unit, key, replaced)) continue;
      const where = unit.name === '' ? '' : ` in ${unit.name}`;
      const line = unit.effects.get(key) ?? unit.line;
      yield { file: unit.side.path, line, message: `What was done here${where} is no longer done: ${key}.` };
    }
  },
});

function has(unit: Unit, key: string): boolean {
  return unit.effects.has(key) || unit.providedEffects.has(key);
}

/** The same work in other words: a constant in place of a text, the new name of a function, an API in place of another. */
function isRewritten(units: Units, unit: Unit, key: string, replaced: Set<string>): boolean {
  const called = /^([\w$#]+)\((?:'(.*)')?\)$/s.exec(key);
  const now = units.became.get(unit);
  const reach = now ? [...units.reach(now)] : units.after;
  const [, name = '', text] = called ?? [];
  if (
    text !== undefined &&
    reach.some((candidate) => has(candidate, `${name}(…)`)) &&
    mentionsText(units, text)
  )
    return true;
  if (called && now && isCallback(unit, name) && !isCallback(now, name)) return true;
  if (called && isLocal(units, name)) return wasRenamedOrInlined(units, name);
  if (key === 'throw' || key.startsWith('throw '))
    return reach.some((candidate) =>
      [...candidate.effects.keys()].some((other) => other.startsWith('throw') && !unit.effects.has(other)),
    );
  if (!called && !key.startsWith('new ')) return false;
  // One call may stand in for one other; the tests gate judges whether it does the same.
  const substitute =
    now &&
    [...now.effects.keys()].find(
      (other) =>
        /\(|^new /.test(other) &&
        !unit.effects.has(other) &&
        !replaced.has(`${now.name} ${other}`) &&
        !isLocal(units, other.split('(')[0] ?? ''),
    );
  if (substitute === undefined) return false;
  replaced.add(`${now?.name ?? ''} ${substitute}`);
  return true;
}

/** A function that was handed in: `done(…)` goes when the callback gives way to a promise. */
function isCallback({ node }: Unit, name: string): boolean {
  return !ts.isSourceFile(node) && node.parameters.some((parameter) => parameter.name.getText() === name);
}

function mentionsText(units: Units, text: string): boolean {
  return units.after.some((candidate) => candidate.name === '' && candidate.side.text.includes(text));
}

function isLocal(units: Units, name: string): boolean {
  return [...units.before, ...units.after].some((unit) => unit.simpleName === name);
}

/** A function of this change that has another name now, or was dissolved into its callers; its own effects are followed there. */
function wasRenamedOrInlined(units: Units, name: string): boolean {
  return units.before
    .filter((unit) => unit.simpleName === name)
    .every((unit) => units.became.get(unit)?.simpleName !== name);
}
