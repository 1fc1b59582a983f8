import type { ts } from '../../../../../services/analysis/typescript.ts';
import { answersTo } from '../ballot/bounds.ts';
import { mentions, type Ballot, type Candidate } from '../ballot/index.ts';
import type { FunctionNode, Slot } from '../slots/declarations.ts';

/** What was heard of one parameter. */
export interface Heard {
  readonly ballot: Ballot;
  readonly candidates: readonly Candidate[];
}

/**
 * A function that has type parameters has them for its parameters. Where one would get just what a type parameter
 * extends, the type parameter is meant; and one that nobody mentions goes to the parameter of which nothing is known.
 */
export function withOwnParameters(
  node: FunctionNode,
  found: ReadonlyMap<Slot, Heard>,
): ReadonlyMap<Slot, readonly Candidate[]> {
  const result = new Map([...found].map(([slot, { candidates }]) => [slot, candidates]));
  for (const own of node.typeParameters ?? []) {
    const name = own.name.text;
    if (isMentioned(name, node) || [...result.values()].some(([best]) => best && mentions(best.text, name)))
      continue;
    const [slot, text] = choose(own, found, result) ?? [];
    if (!slot || text === undefined) continue;
    const candidates = result.get(slot) ?? [];
    const chosen = candidates.find((each) => each.text === text);
    const others = candidates.filter((each) => each !== chosen);
    const weight = candidates[0]?.weight ?? 1;
    result.set(slot, [chosen ?? { text, imports: [], isOmitted: false, weight }, ...others]);
  }
  return result;
}

/** The parameter that a type parameter is for, and what to write there. */
function choose(
  own: ts.TypeParameterDeclaration,
  heard: ReadonlyMap<Slot, Heard>,
  found: ReadonlyMap<Slot, readonly Candidate[]>,
): readonly [Slot, string] | undefined {
  const name = own.name.text;
  const constraint = own.constraint?.getText();
  const slots = [...found].filter(([slot]) => slot.kind === 'parameter' && !slot.node.dotDotDotToken);
  const same = slots.find(([, candidates]) => candidates.some(({ text }) => text === constraint));
  if (same && constraint !== undefined) return [same[0], name];
  const speaking = slots
    .flatMap(([slot, candidates]) => candidates.map((each) => ({ slot, ...each })))
    .filter(({ text }) => text !== name && mentions(text, name))
    .toSorted((a, b) => b.weight - a.weight)[0];
  if (speaking) return [speaking.slot, speaking.text];
  const voted = slots.find(([, candidates]) => candidates.some(({ text }) => text === name));
  if (voted) return [voted[0], name];
  const [open, other] = slots.filter(
    ([slot, candidates]) => candidates.length === 0 && mayBe(own, heard.get(slot)),
  );
  return open && !other ? [open[0], name] : undefined;
}

/** Whether a type parameter has what is asked of the value. */
function mayBe(own: ts.TypeParameterDeclaration, heard: Heard | undefined): boolean {
  if (!heard) return false;
  const { bounds, place } = heard.ballot;
  return (
    bounds.guardedCalls.size === 0 && answersTo(place.checker.getTypeAtLocation(own), bounds, place.checker)
  );
}

/** Types that are still there speak of it. */
function isMentioned(name: string, node: FunctionNode): boolean {
  return node.parameters.some(({ type }) => type && mentions(type.getText(), name));
}
