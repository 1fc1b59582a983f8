import type { ts } from '../../../../../services/analysis/typescript.ts';
import type { Slot } from './declarations.ts';

/** Why one place keeps no type, as a sentence. */
export function noteOf(slot: Slot, source: ts.SourceFile): string {
  const line = source.getLineAndCharacterOfPosition(slot.node.getStart(source)).line + 1;
  return `Line ${line}: ${whatOf(slot)} stays without a type: nothing in the project says a good one.`;
}

/** So many places are named; the rest is counted. */
const namedMax = 3;

/** Why nothing at all was written. */
export function whyNothing(left: readonly Slot[]): string {
  const named = left.slice(0, left.length > namedMax ? namedMax - 1 : namedMax).map(whatOf);
  const places = [...named, ...(left.length > named.length ? [`${left.length - named.length} more`] : [])];
  const last = places.pop() ?? 'this';
  const what = places.length === 0 ? `${last} is` : `${places.join(', ')} and ${last} are`;
  return `Nothing in the project says what ${what}, so no type was written: write one by hand, or a call that shows it.`;
}

function whatOf(slot: Slot): string {
  if (slot.kind === 'return') return 'the result';
  return `\`${slot.node.name.getText()}\``;
}
