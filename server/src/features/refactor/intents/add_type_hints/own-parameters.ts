import type { ts } from '../../../../services/analysis/typescript.ts';
import type { Candidate } from './ballot.ts';
import type { FunctionNode, Slot } from './declarations.ts';

/**
 * A function that has type parameters has them for its parameters. Where one would get just what a type parameter
 * extends, the type parameter is meant; and one that nobody mentions goes to a parameter of which nothing is known.
 */
export function withOwnParameters(
  node: FunctionNode,
  found: ReadonlyMap<Slot, readonly Candidate[]>,
): ReadonlyMap<Slot, readonly Candidate[]> {
  const result = new Map(found);
  for (const own of node.typeParameters ?? []) {
    const name = own.name.text;
    if (isMentioned(name, node) || [...result.values()].some(([best]) => best && mentions(best.text, name)))
      continue;
    const [slot, text] = choose(own, result) ?? [];
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
  const open = slots.find(([, candidates]) => candidates.length === 0);
  const slot = (voted ?? open)?.[0];
  return slot && [slot, name];
}

/** Types that are still there speak of it. */
function isMentioned(name: string, node: FunctionNode): boolean {
  return node.parameters.some(({ type }) => type && mentions(type.getText(), name));
}

function mentions(text: string, name: string): boolean {
  return new RegExp(`(?<![\\w$])${name.replace(/\$/g, '\\$')}(?![\\w$])`).test(text);
}
