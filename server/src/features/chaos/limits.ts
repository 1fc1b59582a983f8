/** Every bound of a drill, by name; units are last. */
export const limits = {
  /** How long a fresh Grace has to come to a steady state. */
  steadyMsMax: 20_000,
  /** How long nothing is done to it first: whatever it raises then is a false alarm. */
  controlMs: 1_200,
  /** Between two looks at what it publishes. */
  lookMs: 50,
  /** On a machine that is slower than so many times, budgets grow no more. */
  paceMax: 5,
  /** How long a regained steady state has to hold. */
  holdMs: 1_000,
  /** The longest wait before an injection; drawn by lot. */
  delayMsMax: 400,
  /** How long the check has that a fault really landed. */
  landMsMax: 2_000,
  /** One look that takes longer is one without an answer. */
  answerMsMax: 2_000,
  /** A drill that takes longer is undone, whoever still runs it. */
  ttlMs: 120_000,
  /** What the dead man waits beyond that for a runner that still moves. */
  ttlSlackMs: 5_000,
  /** Between two looks for the halt. */
  haltPollMs: 100,
  /** Between two looks at what drills others run. */
  knowMs: 2_000,
  /** How long the drilled Grace has to end in order before it is killed. */
  closeMsMax: 3_000,
  /** How long what was killed has to be gone. */
  goneMsMax: 5_000,
  /** Drills of one call. */
  drillsMax: 1_000,
  /** Records that the drilled Grace has behind it when it starts. */
  historyRecords: 240,
} as const;
