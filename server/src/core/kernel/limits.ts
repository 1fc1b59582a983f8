/** Every bound of kernels and of the plane that controls them, by name; units are last. */
export const limits = {
  /** A start that takes longer has failed, where the kernel says nothing else. */
  startMsMax: 5_000,
  /** Owed work that does not move for so long hangs, where the kernel says nothing else. */
  stallMs: 10_000,
  /** A self-test that takes longer has failed. */
  selfTestMsMax: 5_000,
  /** How long cancelled work may take to end. */
  drainMsMax: 2_000,
  /** How long one resource may take to be disposed of. */
  disposeMsMax: 2_000,
  /** How long pausing or resuming may take. */
  pauseMsMax: 2_000,
  /** Resources of one kernel. */
  ownedMax: 256,

  /** Kernels that start at the same time, where the machine says nothing else. */
  startingMax: 4,
  /** Starts of one kernel within the window, whatever causes them: the bound of a restart storm. */
  startsPerWindowMax: 12,
  startsWindowMs: 60_000,
  /** Starts that fail before boot goes on without the kernel; it is tried further all the same. */
  bootAttemptsMax: 3,

  /** The wait before a restart: doubled with each failure in a row, and half of it drawn by lot. */
  backoffMinMs: 100,
  backoffMaxMs: 30_000,
  /** A kernel that was ready for so long has a clean record again. */
  healthyMs: 60_000,
  /** Failures within the window that are borne; one more escalates. */
  failuresMax: 5,
  failureWindowMs: 60_000,
  /** Escalations this far apart start over; a second one before that is a quarantine. */
  escalationWindowMs: 5 * 60_000,
  /** How long a kernel is left alone: doubled with each quarantine in a row, and half of it drawn by lot. */
  quarantineMinMs: 60_000,
  quarantineMaxMs: 15 * 60_000,
  /** Good self-tests in a row that end a quarantine. */
  goodProbesMin: 3,
  probeMs: 2_000,

  /** Between two beats of a kernel, and how many may be missing in a row. */
  beatMs: 1_000,
  beatsMissedMax: 3,
  /** Between two self-tests of a kernel that runs, and how many may fail in a row. */
  selfTestMs: 60_000,
  selfTestsFailedMax: 3,
} as const;

/** What tests and benchmarks may set otherwise. */
export type Bounds = { readonly [Name in keyof typeof limits]: number };
