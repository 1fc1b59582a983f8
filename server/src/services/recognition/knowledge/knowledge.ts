import type { Listen, Refusal } from '../../../base/index.ts';
import type {
  AttemptOutcome,
  LearnedEntry,
  LearnedFile,
  LearnedJson,
  LearnedRemedy,
  PayloadOf,
  RemedyName,
  TitledRemedy,
} from '../../../protocol/index.ts';
import type { RecognizedError } from '../recognize.ts';

/** How a person names a failure: its id or another of its signatures, the beginning of one, or its name. */
export type FailureName = string;

/** Where failures were seen. */
export interface Seen {
  /** The workspace, for the names of paths inside it. */
  readonly root: string;
  readonly source: PayloadOf<'error.seen'>['source'];
}

export interface NewAttempt {
  readonly remedy: TitledRemedy;
  /** The incident that it is to heal. */
  readonly incident?: string;
}

export interface AttemptEnd {
  readonly outcome: AttemptOutcome;
  /** A sentence. */
  readonly reason?: string;
  /** Holds what was changed. When it is undone, the attempt counts as reverted without anybody saying so. */
  readonly restorePoint?: string;
}

/** What is known of failures, over all that was seen here; it follows from the log. */
export interface Knowledge {
  /** Failures that have all the words of the query in what is known of them, the latest first; all of them without words. */
  search(query: string): Promise<LearnedJson>;
  /**
   * Records that failures were seen just now, each once with how often. Answers what was known of each signature before, and
   * is durable then.
   */
  see(errors: readonly RecognizedError[], seen: Seen): Promise<ReadonlyMap<string, LearnedEntry> | Refusal>;
  /** What is known of a signature as far as the log was read, at once and without waiting for anything. */
  peek(signature: string): LearnedEntry | undefined;
  /** Fires after each record that may say something new. */
  readonly onDidChange: Listen<void>;
  /** What is known of one failure. */
  get(failure: FailureName): Promise<LearnedEntry | Refusal>;
  /** Without a name it is called by its template again. */
  rename(failure: FailureName, name: string | undefined): Promise<LearnedEntry | Refusal>;
  /** Both are one failure from now on, called as the second is. */
  merge(failure: FailureName, into: FailureName): Promise<LearnedEntry | Refusal>;
  /** The signature is a failure of its own from now on; what else was merged with it stays together. */
  split(signature: string): Promise<LearnedEntry | Refusal>;
  forget(failure: FailureName): Promise<LearnedEntry | Refusal>;
  /** Remedies to try against a failure, the surest first and without those in quarantine; none where nobody knows it. */
  remediesFor(signature: string): Promise<readonly LearnedRemedy[]>;
  /**
   * Records that a remedy is about to be tried, whatever becomes of it, before anything is done. Answers the number of the
   * attempt, by which it is ended. One in quarantine may be tried as well, by who asks for it.
   */
  tryRemedy(failure: FailureName, attempt: NewAttempt): Promise<number | Refusal>;
  /** Says how an attempt ended, once; and of one that was verified, that it was taken back. */
  endAttempt(failure: FailureName, attempt: number, end: AttemptEnd): Promise<LearnedEntry | Refusal>;
  /** Lets a remedy out of quarantine. */
  releaseRemedy(failure: FailureName, remedy: RemedyName): Promise<LearnedEntry | Refusal>;
  /** What others may read of failures, those that were named or merged first. `leftOff`: how many more there are. */
  export(): Promise<{ readonly file: LearnedFile; readonly leftOff: number }>;
  /** Takes over what somebody exported; what is known here stays. Answers of how many failures it told something new. */
  import(file: LearnedFile): Promise<number | Refusal>;
  /** Records that were written, and those that wait. */
  progress(): { readonly moved: number; readonly owed: number };
}
