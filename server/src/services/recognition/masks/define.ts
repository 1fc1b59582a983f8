/** Where a mask may begin. */
export interface MaskStart {
  readonly text: string;
  /** First character of what may be masked. */
  readonly at: number;
  /** Behind the last character of the word it stands in: letters, digits and what joins them, without the stop at its end. */
  readonly end: number;
  /** The mask before it, and behind which character that ended; -1 where there is none yet. */
  readonly previous: string;
  readonly previousEnd: number;
}

export type Then = 'letter' | 'digit' | 'dot' | 'comma' | 'dash' | 'slash' | 'colon' | 'space';

/**
 * One row of the table of masks. `match` answers behind which character that ends which begins at `start.at`, or -1. It
 * reads what it matches and a bounded number of characters beyond; only a row that begins with the word may read the
 * whole word. So masking stays linear.
 */
export interface Mask {
  /** Stands in the masked text, in angle brackets. */
  readonly name: string;
  /** What it stands for, in a phrase. */
  readonly what: string;
  /**
   * `word`: only where a word begins. `piece`: also behind what joins the pieces of a word. `digits`: also where digits
   * begin within a piece, and on their sign.
   */
  readonly begins: 'word' | 'piece' | 'digits';
  /** A word with none of these cannot hold it. A short name is what a date may begin with. */
  readonly needs: readonly ('digit' | 'slash' | 'colon' | 'shortName')[];
  /** What its first character may be. */
  readonly starts: readonly ('letter' | 'upper' | 'hexadecimal' | 'digit' | 'joiner')[];
  /** What may stand behind the letters, or the digits, that it begins with; absent for anything. */
  readonly then?: readonly Then[];
  /** `text`: recognised so that no other mask takes it, and kept as it is. */
  readonly becomes?: 'text';
  /** Kept in quotes, where it is a name rather than a place. */
  readonly inQuotes?: 'kept';
  /** What becomes what. */
  readonly examples: readonly (readonly [text: string, masked: string])[];
  /** Texts that look like it and are kept. */
  readonly kept: readonly string[];
  match(start: MaskStart): number;
}

export const noMatch = -1;

/** Gives a row its type, and nothing else. */
export function defineMask(mask: Mask): Mask {
  return mask;
}
