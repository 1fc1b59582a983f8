/** Every bound of the resource governor, by name. */
export const limits = {
  sampleMs: 1_000,
  /** Looking at all processes, or at the disk, costs more: seldom is enough. */
  processesMs: 10_000,
  diskMs: 30_000,
  /** A sample that was taken so late says that the whole process stood still, as when a laptop sleeps: it counts as none. */
  gapMsMax: 30_000,

  /** An event loop that was late by more than this is what a person feels. */
  delayMsMax: 100,
  /** Of one core, by the server itself: its work belongs into other processes. */
  serverCpuMax: 0.8,
  availableBytesMin: 256 * 1024 * 1024,
  availableShareMin: 0.05,
  /** Of the machine, by Grace and all it started. */
  residentShareMax: 0.5,
  diskFreeBytesMin: 256 * 1024 * 1024,

  /** Between two steps of shedding, as a step needs time to show. */
  stepMs: 60_000,
  /** How long something stays paused at least; doubled each time it was resumed too soon. */
  holdMsMin: 60_000,
  holdMsMax: 15 * 60_000,
  /** Pressure so soon after a resume says that it was too soon. */
  flapMs: 30 * 60_000,

  /** Work that waits for its turn; more is refused. */
  waitingMax: 1_024,
  /** Kinds of work whose usual time is remembered. */
  kindsMax: 256,
} as const;

/**
 * Of the time, what has to be good. The alerts are those of the SRE workbook (chapter 5, "Multiwindow, Multi-Burn-Rate
 * Alerts"), 60 times faster: an objective over 12 hours instead of 30 days, windows of 1 min and 5 s for 1 h and 5 min, of
 * 6 min and 30 s for 6 h and 30 min, and the same burn rates. The first spends 2% of the budget of 12 hours, the second 5%.
 */
export const objective = 0.95;
export const alerts: readonly Alert[] = [
  { longMs: 60_000, shortMs: 5_000, burnRate: 14.4 },
  { longMs: 360_000, shortMs: 30_000, burnRate: 6 },
];

/** Half of what the slowest alert takes for too fast: slower than that over the last minute, and it is calm again. */
export const calmRate = 3;

/** Both windows have to burn: the long one says that it matters, the short one that it still goes on. */
export interface Alert {
  readonly longMs: number;
  readonly shortMs: number;
  readonly burnRate: number;
}

/** What tests set otherwise. */
export interface GovernorBounds {
  readonly sampleMs: number;
  readonly processesMs: number;
  readonly diskMs: number;
  readonly stepMs: number;
  readonly holdMsMin: number;
  readonly delayMsMax: number;
  readonly alerts: readonly Alert[];
}
