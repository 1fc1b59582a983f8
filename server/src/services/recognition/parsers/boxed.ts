import { locationOf, type Location } from '../parsed-error.ts';

const box = /^\s{0,12}(?:╭─|,-)\[\s?(?<file>\S.{0,1024}?):(?<line>\d{1,9}):(?<column>\d{1,9})\s?\]$/u;

/** The line that opens the source in a box, as oxlint, Rolldown and others draw it: `╭─[src/cart.ts:3:7]`. */
export function boxedPlace(text: string): Location | undefined {
  if (!text.endsWith(']')) return undefined;
  const groups = box.exec(text)?.groups;
  return groups && locationOf(groups['file'], groups['line'], groups['column']);
}
