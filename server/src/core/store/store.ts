import type { Refusal } from '../../base/index.ts';
import type { PayloadOf } from '../../protocol/index.ts';
import type { ColumnOf, StoredTopic } from './tables.ts';

/** A record as the store knows it. */
export interface Found<T extends StoredTopic> {
  readonly seq: number;
  /** When it was recorded, in milliseconds since the Unix epoch. */
  readonly timeMs: number;
  readonly payload: PayloadOf<T>;
}

export interface Query<T extends StoredTopic> {
  readonly where?: { readonly [C in ColumnOf<T>]?: string };
  readonly afterSeq?: number;
  readonly beforeSeq?: number;
  /** Default: `newest`. */
  readonly order?: 'oldest' | 'newest';
  /** Default, and at most: 1,000. */
  readonly limit?: number;
}

export interface StoreCondition {
  readonly kind: 'database' | 'memory';
  readonly state: 'opening' | 'ready' | 'rebuilding';
  /** Why it is in memory, or cannot be brought up to date, as a sentence. */
  readonly trouble?: string;
  readonly appliedSeq: number;
  /** How often it was built anew since the start. */
  readonly rebuilds: number;
}

/** What becomes of the store, for whoever watches. */
export type StoreEvent =
  | { readonly kind: 'damaged'; readonly id: string; readonly reason: string }
  | { readonly kind: 'rebuilt'; readonly id: string; readonly records: number; readonly ms: number };

/** What the log says, ready to be asked. It follows from the log alone: deleted, it comes back the same. */
export interface Store {
  /** Opens and fills it in the background; the first question does so as well. */
  start(): void;
  /**
   * Records of one topic, those included that were durable when it was asked. Waits while the store is built anew; what is
   * damaged never answers. A refusal when the log cannot be read.
   */
  find<T extends StoredTopic>(
    topic: T,
    query: Query<T>,
    signal: AbortSignal,
  ): Promise<readonly Found<T>[] | Refusal>;
  condition(): StoreCondition;
  /** Throws away what is there and reads the log again. */
  rebuild(signal: AbortSignal): Promise<Refusal | undefined>;
  /** The oldest record that the store still needs from the log; asked when all up to `throughSeq` is to be retired. */
  neededFrom(throughSeq: number): Promise<number>;
  /** Everything that can be asked for, as text; the same for the same log, however the store came to it. */
  dump(signal: AbortSignal): Promise<string | Refusal>;
  /** Reads something of what is there now, whatever was recorded since; what turns out to be damaged is built anew. */
  touch(): Promise<void>;
  /** Writes something, reads it, and takes it back. */
  probe(signal: AbortSignal): Promise<Refusal | undefined>;
  /** Records that were applied, and those that wait. */
  activity(): { readonly moved: number; readonly owed: number };
  close(): Promise<void>;
}
