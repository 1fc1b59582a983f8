/** Every bound of tasks, by name. */
export const limits = {
  /** A task that shows no sign of life for so long is called off: longer than any single tool may take. */
  silentMsMax: 45 * 60_000,
  /** Places that one task tries. */
  placesMax: 1_000,
  /** Records of its progress that one task leaves in the log; what comes after is only shown. */
  progressRecordsMax: 64,
} as const;
