import type { Refusal } from '../../../base/index.ts';
import type { LearnedEntry, LearnedFile, LearnedJson } from '../../../protocol/index.ts';
import type { RecognizedError } from '../recognize.ts';

/** How a person names a failure: its id or another of its signatures, the beginning of one, or its name. */
export type FailureName = string;

/** What is known of failures, over all that was seen here; it follows from the log. */
export interface Knowledge {
  /** Failures that have all the words of the query in what is known of them, the latest first; all of them without words. */
  search(query: string): Promise<LearnedJson>;
  /**
   * Records that failures were seen just now, each once with how often. Answers what was known of each signature before, and
   * is durable then.
   */
  see(errors: readonly RecognizedError[], root: string): Promise<ReadonlyMap<string, LearnedEntry> | Refusal>;
  /** Without a name it is called by its template again. */
  rename(failure: FailureName, name: string | undefined): Promise<LearnedEntry | Refusal>;
  /** Both are one failure from now on, called as the second is. */
  merge(failure: FailureName, into: FailureName): Promise<LearnedEntry | Refusal>;
  /** The signature is a failure of its own from now on; what else was merged with it stays together. */
  split(signature: string): Promise<LearnedEntry | Refusal>;
  forget(failure: FailureName): Promise<LearnedEntry | Refusal>;
  /** What others may read of failures, those that were named or merged first. `leftOff`: how many more there are. */
  export(): Promise<{ readonly file: LearnedFile; readonly leftOff: number }>;
  /** Takes over what somebody exported; what is known here stays. Answers how many failures are new or newly named. */
  import(file: LearnedFile): Promise<number | Refusal>;
  /** Records that were written, and those that wait. */
  progress(): { readonly moved: number; readonly owed: number };
}
