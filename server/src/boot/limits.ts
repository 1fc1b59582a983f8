/** Every bound of boot, by name; units are last. */
export const limits = {
  /**
   * From the load of a program to the moment what was compiled of it is kept. A process of the analysis may be killed soon,
   * and has answered its first question by then.
   */
  keepCompiledAfterMs: { server: 1_500, command: 1_500, syntax: 100, semantic: 1_500 },

  /** How long a request waits for a part that comes up for the first time, on a machine that may be busy. */
  firstWaitMsMax: 180_000,
  /** How long a request waits for a part that is started anew. */
  restartWaitMsMax: 15_000,

  /** Parts that start at the same time before the governor says how many. */
  startingMax: 4,

  /** Boots that crashed in a row before the next one is careful. */
  crashesMax: 3,
  /** Crashes further apart than this are no loop. */
  crashWindowMs: 5 * 60_000,
  /** A boot that is still written down after so long has crashed, whoever has its process number now. */
  unsettledMsMax: 2 * 60_000,
  /** A boot that is live for so long has not crashed. */
  settledMs: 10_000,

  /** How often Grace puts its last good state back by itself within the window; then it is safe mode. */
  rollbacksMax: 3,
  rollbackWindowMs: 24 * 60 * 60_000,
  /** For one failure no state is tried twice: so many tries are known. */
  rollbacksRemembered: 64,

  /** Free space of the state folder below which it is said, and below which nothing is changed. */
  freeBytesWarn: 512 * 1024 * 1024,
  freeBytesMin: 32 * 1024 * 1024,
  /** The same for memory. */
  memoryBytesWarn: 512 * 1024 * 1024,
  memoryBytesMin: 96 * 1024 * 1024,
  /** The oldest Node whose features are used. */
  nodeMajorMin: 22,

  /** Events of the kernels that wait to be recorded; more are dropped, with one warning. */
  eventsWaitingMax: 256,
  /** How long a workspace that is closed waits until they are recorded. */
  eventsFlushMsMax: 1_500,
  /** Changes of health are told together. */
  healthTellMs: 100,
} as const;
