import type { Refusal } from '../../base/index.ts';

/** A table as an engine lays it out: one topic, newest rows only. */
export interface TableDefinition {
  readonly name: string;
  /** Columns that queries may ask for, besides the number of the record. */
  readonly columns: readonly string[];
  readonly rowsMax: number;
}

/** One record of the log. Its payload and columns are `null` when it was erased. */
export interface StoredRow {
  readonly seq: number;
  readonly timeMs: number;
  /** In the order of the table's columns. */
  readonly columns: readonly (string | null)[];
  /** JSON. */
  readonly payload: string | null;
}

export type Change =
  | { readonly kind: 'put'; readonly table: string; readonly row: StoredRow }
  /** Whatever was kept of this record is gone; its place remains. */
  | { readonly kind: 'blank'; readonly seq: number };

/** How far the log was applied. */
export interface Applied {
  /** 0 before the first record. */
  readonly seq: number;
  /** Hash of that record. */
  readonly hash: string;
  /** The last record by which something was erased; 0 when there is none. */
  readonly erasedBy: number;
}

export const nothingApplied: Applied = { seq: 0, hash: '', erasedBy: 0 };

export interface Selection {
  readonly table: string;
  /** Index into the columns of the table, and the value it must have. */
  readonly where: readonly { readonly column: number; readonly value: string }[];
  readonly afterSeq: number;
  readonly beforeSeq: number;
  readonly order: 'oldest' | 'newest';
  readonly limit: number;
}

/**
 * Where rows are kept. Small enough for another database to stand behind it (PostgreSQL: the same tables, one transaction for
 * `apply`, a row lock on `applied` in place of the one owner). Every method rejects with `Damaged` when what is kept cannot
 * be trusted any more; with anything else when the world fails.
 */
export interface StoreEngine {
  readonly kind: 'database' | 'memory';
  applied(): Promise<Applied>;
  /** All of it or nothing. A table keeps its newest rows, put by put, so that it holds the same however changes are grouped. */
  apply(changes: readonly Change[], applied: Applied): Promise<void>;
  /** Rows that were erased are left out. */
  select(selection: Selection): Promise<readonly StoredRow[]>;
  /** Every row of a table from a record on, oldest first, the erased ones too. */
  scan(table: string, afterSeq: number, limit: number): Promise<readonly StoredRow[]>;
  /** Writes something, reads it, and takes it back. */
  probe(): Promise<void>;
  /** Rejects with `Damaged` when somebody else touched what is kept. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** Where a database lies. */
export interface EngineHost {
  /**
   * Opens it as it is there, or an empty one; rejects with `Damaged` when it cannot be trusted. A refusal says why there can
   * be none; it is passing where there may be one later.
   */
  open(): Promise<StoreEngine | Refusal>;
  /** Removes whatever is there, so that `open` begins with nothing. */
  discard(): Promise<void>;
}

/** What is kept cannot be trusted any more: nothing of it is answered. */
export class Damaged extends Error {
  override readonly name = 'Damaged';
}
