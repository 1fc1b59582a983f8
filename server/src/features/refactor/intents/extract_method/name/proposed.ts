import type { Words } from './words.ts';

/** A name that could be taken, as words, with the reason for it as the end of a sentence. */
export interface Proposed {
  readonly words: Words;
  readonly because: string;
  /** What the name speaks of: the statements as a whole, a part of them, or merely what is around. */
  readonly rank: 'whole' | 'part' | 'last';
}
