/** Every bound of the watchdog, by name; units are last. */
export const limits = {
  /** Suspicion from here on: Akka's threshold, one false alarm in 10⁸ beats were they normally distributed. */
  phiMax: 8,
  /** Beats come less regularly than they did so far: with 10 ms a busy machine gave an alarm in every 100 beats. */
  deviationMsMin: 50,
  /** Intervals between beats that are remembered. */
  samplesMax: 200,
  /** Who stops is noticed within so many beats, however irregular they have been. */
  beatsMax: 3,

  /** Between two turns of the main loop that are counted. */
  beatMs: 250,
  /** Looks of the thread for each beat. */
  looksPerBeat: 2,
  /** A main loop that stood still for less is not worth a record. */
  stallMs: 500,
  /** One that does not turn for so long is given up: the process ends, and whoever started it starts another. */
  hungMs: 30_000,
  /** Frames of a stack that are kept. */
  framesMax: 30,
  /** Between two stalls that are recorded; those between are counted. */
  recordMs: 10_000,
  /** The beats of the self-test, which is over after three of them. */
  sampleBeatMs: 50,
} as const;
