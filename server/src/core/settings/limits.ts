/** Every bound of a configuration file, by name; the schema bounds what is in it. */
export const limits = {
  bytesMax: 64 * 1024,
  /** Words and marks that the file is made of: reading costs more than in proportion beyond. */
  tokensMax: 10_000,
  /** Values, those that an alias repeats counted each time. */
  valuesMax: 5_000,
  depthMax: 24,
  problemsMax: 20,
  /** Characters of a key that a problem shows. */
  shownLengthMax: 40,
  /** Between two looks at the files, where nobody tells that they changed. */
  lookMs: 30_000,
  /** An editor that is writing the file has finished by then: it is read again before it is called broken. */
  settleMs: 150,
} as const;
