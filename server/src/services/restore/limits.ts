/** Every bound of the restore service, by name. */
export const limits = {
  /** Files of one change. */
  filesPerChangeMax: 5_000,
  /** Size of one file, before or after. */
  fileBytesMax: 64 * 1024 * 1024,
  /** Files written or read at the same time. */
  parallelMax: 8,
  /** One journal record; a longer length on disk is damage. */
  recordBytesMax: 16 * 1024 * 1024,
  /** Restore points kept; the oldest give way. */
  pointsMax: 200,
  /** Bytes of kept contents on disk; the oldest points give way. */
  storeBytesMax: 200 * 1024 * 1024,
  /** Age of a restore point; older ones give way. */
  pointAgeMaxMs: 30 * 24 * 60 * 60 * 1000,
  /** Pruning goes this far below a limit, so that not every apply prunes. */
  pruneToShare: 0.8,
  /** How long an operation waits for the one before it. */
  waitForTurnMaxMs: 10_000,
  /** Conflicting lines named in a refusal. */
  conflictsNamedMax: 3,
} as const;
