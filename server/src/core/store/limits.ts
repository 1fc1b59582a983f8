/** Every bound of the store, by name. */
export const limits = {
  /** How often the database is looked at; what happened to it is noticed within a second. */
  checkMs: 400,
  /** Records applied in one transaction: the event loop is not held up for longer than that takes. */
  changesPerTransactionMax: 250,
  /** Records kept for the next transaction as they become durable; what is beyond is read from the log again. */
  freshEntriesMax: 2_048,
  /** Rows that one query answers with. */
  rowsPerQueryMax: 1_000,
  /** A database that is damaged more often within the window is given up for this process. */
  rebuildsMax: 8,
  rebuildWindowMs: 10 * 60 * 1_000,
  /** Where another process has the database, or the disk failed, it is tried again after this. */
  reopenMs: 10_000,
  /** When the log or the disk fails, it is tried again after this. */
  retryMs: 1_000,
  /** Bytes of the base read or written at a time. */
  baseChunkBytes: 512 * 1024,
} as const;
