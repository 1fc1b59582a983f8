/** Every bound of the watchdog, by name; units are last. */
export const limits = {
  /** Suspicion from here on: Akka's threshold, one false alarm in 10⁸ beats were they normally distributed. */
  phiMax: 8,
  /** Beats come less regularly than they did so far: with 10 ms a busy machine gave an alarm in every 100 beats. */
  deviationMsMin: 50,
  /** Intervals between beats that are remembered. */
  samplesMax: 200,
  /** So many beats of silence are suspicious, however irregular the beats have been. */
  beatsMax: 3,
} as const;
