import type { ts } from '../../../../services/analysis/typescript.ts';
import type { Slot } from './declarations.ts';

/** Why one place keeps no type, as a sentence. */
export function noteOf(slot: Slot, source: ts.SourceFile): string {
  const line = source.getLineAndCharacterOfPosition(slot.node.getStart(source)).line + 1;
  return `Line ${line}: ${whatOf(slot)} stays without a type: nothing in the project says a good one.`;
}

/** Why nothing at all was written. */
export function whyNothing(left: readonly Slot[]): string {
  const [first] = left;
  const what = first && left.length === 1 ? `what ${whatOf(first)} is` : 'what these places hold';
  return `Nothing in the project says ${what}, and a hint that says nothing helps nobody: write a type by hand, or a call that shows one.`;
}

function whatOf(slot: Slot): string {
  if (slot.kind === 'return') return 'the result';
  return `\`${slot.node.name.getText()}\``;
}
