/** Every bound of clarity, by name. */
export const limits = {
  /** Characters of one sentence of a decision; tools say more than anybody reads. */
  sentenceLengthMax: 600,
  /** Events of one chain that are shown. */
  chainMax: 64,
  /** Things and events that are remembered while the log is read; the oldest give way. */
  remembered: 100_000,
  /** Verdicts on one content of a file that an apply goes back to. */
  verdictsMax: 8,
  /** What a kernel, or the load, went through longer ago is another story. */
  storyGapMsMax: 15 * 60_000,
  /** Decisions on their way into the log; more are dropped, and that is said. */
  pendingMax: 512,
} as const;
