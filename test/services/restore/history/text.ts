import type { Random } from '../../../support/unreliable-disk.ts';

/** Draws from one seed, so that a history can be lived through again. */
export interface Dice {
  /** True in `share` of the cases. */
  chance(share: number): boolean;
  /** From `min` to `max`, both included. */
  between(min: number, max: number): number;
  pick<T>(choices: readonly [T, ...T[]]): T;
  /** One of them, or nothing of nothing. */
  any<T>(choices: readonly T[]): T | undefined;
  /** A number that was never drawn before: what is made of it is told apart from everything else. */
  serial(): number;
}

export function createDice(random: Random, firstSerial = 0): Dice {
  let serial = firstSerial;
  const between = (min: number, max: number) => min + Math.floor(random() * (max - min + 1));
  return {
    between,
    chance: (share) => random() < share,
    pick: (choices) => choices[between(0, choices.length - 1)] as (typeof choices)[number],
    any: (choices) => choices[between(0, choices.length - 1)],
    serial: () => serial++,
  };
}

const byteOrderMark = '\uFEFF';
const oddities = ['', '', '', '', ' ünï', ' 👩‍💻', ' e\u0301', '\u2028', '\r', '\0', '\t'] as const;

/** A text of lines that are all different, with one of the ways in which lines end, or all of them mixed. */
export function makeText(dice: Dice): string {
  const ends = dice.pick([['\n'], ['\n'], ['\r\n'], ['\n', '\r\n']] as const);
  const lines = Array.from(
    { length: dice.chance(0.2) ? dice.between(0, 3) : dice.between(8, 24) },
    () => codeLine(dice) + (dice.any(ends) ?? ''),
  );
  const text = lines.join('');
  const ended = dice.chance(0.3) ? text.replace(/\r?\n$/, '') : text;
  return (dice.chance(0.15) ? byteOrderMark : '') + ended;
}

/** What a refactor makes of a text. */
export function changeText(text: string, dice: Dice): string {
  return editLines(text, dice, codeLine);
}

/** What a person makes of it: every line typed is told apart by its number, and is never taken for a renamed one. */
export function typeInto(text: string, dice: Dice): string {
  return editLines(text, dice, (drawn) => `// typed ${drawn.serial()}; ${drawn.pick(oddities)}`);
}

/** The numbers of the lines that were typed and are still there. */
export function typedIn(bytes: Buffer): string[] {
  return bytes.toString('latin1').match(/typed \d+;/g) ?? [];
}

export function convertLineEnds(text: string): string {
  return text.includes('\r\n') ? text.replaceAll('\r\n', '\n') : text.replace(/(?<!\r)\n/g, '\r\n');
}

export function toggleByteOrderMark(text: string): string {
  return text.startsWith(byteOrderMark) ? text.slice(1) : byteOrderMark + text;
}

/** Each line with its own end, so that joining them gives the text back. */
export function linesOf(text: string): string[] {
  return text.split(/(?<=\n)/).filter((line) => line !== '');
}

function codeLine(dice: Dice): string {
  return `  work(${dice.serial()});${dice.pick(oddities)}`;
}

/** One or two places: lines inserted, replaced or removed. */
function editLines(text: string, dice: Dice, newLine: (dice: Dice) => string): string {
  const lines = linesOf(text);
  const end = /\r?\n/.exec(text)?.[0] ?? '\n';
  for (let edits = dice.between(1, 2); edits > 0; edits--) {
    const at = dice.between(0, lines.length);
    const before = lines[at - 1];
    // A line without an end gets one when something comes after it.
    if (before !== undefined && !before.endsWith('\n')) lines[at - 1] = before + end;
    const removed = dice.chance(0.4) ? 0 : 1;
    const added = dice.chance(0.2) && removed > 0 ? [] : [newLine(dice) + end];
    lines.splice(at, removed, ...added);
  }
  const edited = lines.join('');
  return dice.chance(0.15) ? edited.replace(/\r?\n$/, '') : edited;
}
