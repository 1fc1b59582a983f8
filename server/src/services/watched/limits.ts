/** Every bound of watched services, by name; units are last. */
export const limits = {
  /** How long a service may take to be ready, where its file says nothing else. */
  readyMsMax: 60_000,
  /** One that has no probe is ready when it has run for so long. */
  settledMs: 1_000,
  /** Between two probes of a service that comes up, and of one that is ready. */
  comingUpMs: 100,
  watchMs: 5_000,
  /** Probes in a row without an answer that make a service unresponsive. */
  missedMax: 3,
  /** Time a service has between being asked to end and being killed. */
  graceMs: 5_000,
  /** Of what it printed since it was started, kept for whoever asks why it failed. */
  keptLinesMax: 200,
  lineLengthMax: 4_096,
} as const;
