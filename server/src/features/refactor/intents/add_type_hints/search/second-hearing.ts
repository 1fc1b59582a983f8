import type { Candidate } from '../ballot/index.ts';
import { candidatesFor } from '../evidence/index.ts';
import type { Declaration, Slot } from '../slots/declarations.ts';
import { functionAfter } from './imagined-node.ts';
import { imagine, reachable, written, type SearchPorts } from './ports.ts';

/** Who says so little is asked again. */
const weakWeight = 10;

/** Asks for what little was said of once more, now that the others and the results have types. */
export function hearAgain(
  ports: SearchPorts,
  declarations: readonly Declaration[],
  chosen: ReadonlyMap<Slot, Candidate>,
): ReadonlyMap<Slot, readonly Candidate[]> {
  const isWeak = (slot: Slot) => slot.kind === 'parameter' && (chosen.get(slot)?.weight ?? 0) < weakWeight;
  const silent = declarations.filter(({ slots }) => slots.some(isWeak));
  const heard = new Map<Slot, readonly Candidate[]>();
  const known = new Map([...chosen].filter(([slot]) => !isWeak(slot)));
  if (silent.length === 0 || known.size === 0) return heard;
  const { edits } = written(ports, declarations, known);
  const { checker, sourceAt } = imagine(ports, edits);
  const source = sourceAt(ports.path);
  if (!source) return heard;
  const place = { ...ports.place, checker };
  for (const declaration of silent) {
    const node = functionAfter(declaration, source, edits);
    if (!node) continue;
    const again = declaration.slots.filter(isWeak).flatMap((slot) => {
      const parameter = node.parameters.find((each) => each.name.getText() === nameOf(slot));
      return parameter
        ? [{ slot, now: { kind: 'parameter', node: parameter, worth: slot.worth } as const }]
        : [];
    });
    const ranked = candidatesFor(
      { ...declaration, node, slots: again.map(({ now }) => now) },
      place,
      ports.vocabulary,
    );
    for (const { slot, now } of again) {
      const all = reachable(ranked.get(now) ?? [], ports);
      if (all.length > 0) heard.set(slot, all);
    }
  }
  return heard;
}

function nameOf(slot: Slot): string | undefined {
  return slot.kind === 'parameter' ? slot.node.name.getText() : undefined;
}
