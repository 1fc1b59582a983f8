import {
  alphanumeric,
  classAt,
  codeAt,
  colon,
  digit,
  hexadecimal,
  joiner,
  letter,
  slash,
  upper,
} from './characters.ts';
import type { Mask, Then } from './define.ts';
import { masks } from './registry.ts';

/** Of a word, beside the classes of its characters: what a date may begin with. */
export const shortName = 1 << 10;
/** A word without any of these holds no mask. */
export const telling = digit | slash | shortName;

const needBits = { digit, slash, colon, shortName } as const;
const startBits = { letter, upper, hexadecimal, digit, joiner } as const;
const classesMax = 128;
/** Combinations of what masks need. */
const needsMax = 16;

const thens: readonly (Then | 'other')[] = [
  ...(['other', 'letter', 'digit', 'dot', 'comma', 'dash', 'slash', 'colon', 'space'] as const),
];
const thenOfCode = new Uint8Array(128);
for (const [name, character] of Object.entries({
  dot: '.',
  comma: ',',
  dash: '-',
  slash: '/',
  colon: ':',
  space: ' ',
}))
  thenOfCode[character.charCodeAt(0)] = thens.indexOf(name as Then);
/** Where a mask begins with neither a letter nor a digit, nothing is asked of what follows. */
const anything = thens.length;

/** Which masks may begin at a place, the upper ones first: the rest is not tried. */
export interface Rows {
  at(text: string, at: number, found: number): readonly Mask[];
}

/** The rows of the table that belong, by what stands at a place and what its word holds. */
export function rowsThat(belong: (mask: Mask) => boolean): Rows {
  const all = masks.filter(belong);
  const known: (readonly Mask[] | undefined)[] = Array.from({
    length: classesMax * (anything + 1) * needsMax,
  });
  return {
    at(text, at, found) {
      const kind = classAt(text, at);
      const then = (kind & alphanumeric) === 0 ? anything : thenAt(text, at, kind & alphanumeric);
      const slot = (kind * (anything + 1) + then) * needsMax + needsOf(found);
      return (known[slot] ??= all.filter(
        (mask) => beginsWith(mask, kind) && has(mask, found) && goesOnWith(mask, then),
      ));
    },
  };
}

export function beginsWith({ starts }: Mask, kind: number): boolean {
  return starts.some((start) => (startBits[start] & kind) !== 0);
}

function has({ needs }: Mask, found: number): boolean {
  return needs.some((need) => (needBits[need] & found) !== 0);
}

function goesOnWith({ then: allowed }: Mask, then: number): boolean {
  return allowed === undefined || then === anything || allowed.some((name) => thens[then] === name);
}

/** What stands behind the run of letters, or of digits, that begins at `at`. */
function thenAt(text: string, at: number, run: number): number {
  let behind = at + 1;
  while ((classAt(text, behind) & run) !== 0) behind++;
  const kind = classAt(text, behind);
  if ((kind & alphanumeric) !== 0) return (kind & letter) !== 0 ? 1 : 2;
  return thenOfCode[codeAt(text, behind)] ?? 0;
}

/** The bits of `needBits` next to each other. */
function needsOf(found: number): number {
  return (
    ((found & digit) >> 1) | ((found & slash) >> 4) | ((found & colon) >> 4) | ((found & shortName) >> 7)
  );
}
