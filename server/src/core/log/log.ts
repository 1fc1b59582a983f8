import type { Refusal } from '../../base/index.ts';
import type { DurableTopic, PayloadOf } from '../../protocol/index.ts';

/** A record as it is shown: hashes in hex, the payload as it was given. */
export interface LogEntry {
  readonly seq: number;
  readonly timeMs: number;
  readonly topic: string;
  readonly payloadHash: string;
  readonly prev: string;
  readonly hash: string;
  /** Absent when it was erased. */
  readonly payload?: unknown;
  /** What it takes on disk. */
  readonly payloadBytes: number;
}

/** Something that follows from the log alone. Folded in order, each record once; rebuilt from a snapshot and what follows. */
export interface Projection {
  /** Names its state in a snapshot; a state that is folded otherwise than before gets another name. */
  readonly name: string;
  fold(entry: LogEntry): void;
  /** The state as JSON. What `log.erased` speaks of must no longer be in it. */
  snapshot(): unknown;
  /** Takes over a state that `snapshot` gave; false when it is not understood, and the log is folded from further back. */
  restore(state: unknown): boolean;
  /** Back to the state before the first record. */
  reset(): void;
}

export interface Appended {
  readonly seq: number;
  readonly timeMs: number;
}

/** How far the log can be trusted. */
export interface LogCondition {
  /** The last record that is certain; 0 when there is none. */
  readonly lastSeq: number;
  /** Why nothing can be appended, as a sentence for a person. */
  readonly damage?: string;
}

export interface ReadOptions {
  /** Only what follows this record. */
  readonly afterSeq?: number;
}

/** An append-only log that several processes may write, one at a time. */
export interface Log {
  /**
   * Resolves when the record would survive a power cut; records that arrive meanwhile are made durable together.
   * A refusal means that it is not promised: nothing of what was acknowledged before is touched.
   */
  append<T extends DurableTopic>(topic: T, payload: PayloadOf<T>): Promise<Appended | Refusal>;
  /**
   * The same, unless `isThere` says so once the projections are at the very end of the log and nobody else may append: so
   * that what a crash left, or another process recorded at the same moment, is not recorded twice.
   */
  appendUnless<T extends DurableTopic>(
    topic: T,
    payload: PayloadOf<T>,
    isThere: () => boolean,
  ): Promise<Appended | 'there' | Refusal>;
  /** Resolves when what runs and waits now is over. Neither reads nor writes. */
  settled(): Promise<void>;
  /** Folds what other processes appended. Writes nothing. */
  catchUp(): Promise<LogCondition>;
  /**
   * Looks whether the files are as they were left. What was changed in the middle by anybody is read again; what is wrong with
   * the end, and nothing is lost by, is mended. `touched`: segments that are known to have changed, which else have their turn.
   */
  audit(signal: AbortSignal, touched?: ReadonlySet<number>): Promise<LogCondition>;
  /** Shows the acknowledged records in order, some at a time, up to the end or to the first damage. Writes nothing. */
  read(
    options: ReadOptions,
    see: (entries: readonly LogEntry[]) => void | Promise<void>,
    signal: AbortSignal,
  ): Promise<LogCondition>;
  /** Checks every byte that is there. Writes nothing. Refused when a newer Grace wrote the log. */
  verify(signal: AbortSignal): Promise<Verification | Refusal>;
  /** Removes the payload of one record from the disk for good; the chain still verifies, and says that it happened. */
  erase(seq: number, reason: string): Promise<Appended | Refusal>;
  /** Records that were answered, and those that wait. */
  activity(): { readonly moved: number; readonly owed: number };
  /** Waits for records on their way; later ones are refused. */
  close(): Promise<void>;
}

export interface Verification {
  /** Numbers of the first and last record that were checked; absent for an empty log. */
  readonly firstSeq?: number;
  readonly lastSeq?: number;
  /** Records whose payload was erased. */
  readonly erased: number;
  /** The first damaged record, what is wrong with it, and how much before it is certain, as a sentence. */
  readonly damage?: { readonly seq: number; readonly file: string; readonly message: string };
  /** What a crash may leave and nothing is lost by, one sentence each. */
  readonly notes: readonly string[];
  readonly ms: number;
}
