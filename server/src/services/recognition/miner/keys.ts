import type { Outline } from './outline.ts';

/**
 * Numbers by which outlines are found that are equal but for some of their words. Two of 53 bits that are equal by
 * chance are not expected among as many as are kept at a time.
 */
export interface Keys {
  /** Equal for the same gaps. */
  readonly gaps: number;
  /** Equal for the same gaps and the same words in all other columns. */
  without(columns: readonly number[]): number;
}

const modulus = 2 ** 52;
const blank = '\u0000';

export function keysOf({ words, gaps }: Outline): Keys {
  const ofGaps = gaps.reduce((sum, gap, index) => (sum + hash(gap, -1 - index)) % modulus, 0);
  const ofWords = words.map(hash);
  const all = ofWords.reduce((sum, next) => (sum + next) % modulus, ofGaps);
  return {
    gaps: ofGaps,
    without: (columns) =>
      columns.reduce(
        (sum, column) => (sum - (ofWords[column] ?? 0) + modulus + hash(blank, column)) % modulus,
        all,
      ),
  };
}

/** FNV-1a twice, seeded by where the text stands. */
function hash(text: string, column: number): number {
  let low = 0x811c9dc5 ^ column;
  let high = 0x01000193 ^ (column << 8);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x5bd1e995);
  }
  high ^= high >>> 15;
  return (low >>> 0) * 0x100000 + (high & 0xfffff);
}
