import type { Parser } from './parser.ts';

/** How much of a sign is looked for: fewer characters stand in too many lines, and more tell hardly more. */
const signCharacters = 3;
const tableBits = 13;
const firstCharacters = 128;
const hashMultiplier = 0x9e3779b1;

/**
 * Of which parsers something may begin with a line, as bits in their order. One pass over the line, with one look into a
 * table for each character, however many parsers there are: most lines are of none, and no parser is asked about them.
 * More may be named than the signs say, never fewer.
 */
export type Candidates = (text: string) => number;

export function candidatesAmong(parsers: readonly Parser[]): Candidates {
  const inside = new Uint32Array(2 ** tableBits);
  const first = new Uint32Array(firstCharacters);
  let always = 0;
  let behindDigit = 0;
  parsers.forEach(({ begins }, index) => {
    const bit = 1 << index;
    if (begins === 'anywhere') always |= bit;
    else {
      for (const sign of begins.holds ?? []) mark(inside, sign, bit);
      for (const start of begins.with ?? []) first[firstOf(start)] = (first[firstOf(start)] ?? 0) | bit;
      if (begins.endsInDigit) behindDigit |= bit;
    }
  });
  return (text) => {
    let found = always | (first[firstOf(text)] ?? 0);
    if (isDigit(text.charCodeAt(text.length - 1))) found |= behindDigit;
    let window = 0;
    for (let at = 0; at < text.length; at++) {
      window = (window << 8) ^ text.charCodeAt(at);
      if (at >= signCharacters - 1) found |= inside[slotOf(window)] ?? 0;
    }
    return found;
  };
}

function mark(table: Uint32Array, sign: string, bit: number): void {
  let window = 0;
  for (let at = 0; at < signCharacters; at++) window = (window << 8) ^ sign.charCodeAt(at);
  const slot = slotOf(window);
  table[slot] = (table[slot] ?? 0) | bit;
}

/** Of three characters, in 24 bits: those beyond Latin run into each other, which only asks a parser in vain. */
function slotOf(window: number): number {
  return Math.imul(window & 0xffffff, hashMultiplier) >>> (32 - tableBits);
}

/** Likewise. */
function firstOf(text: string): number {
  return text.charCodeAt(0) & (firstCharacters - 1);
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
