/** Every bound of the knowledge base, by name. */
export const limits = {
  /** Failures that are remembered; those that nobody named or merged, and that were not seen for longest, go first. */
  signaturesMax: 20_000,
  /** Characters that are kept of a text. */
  templateCharactersMax: 2_000,
  messageCharactersMax: 2_000,
  nameCharactersMax: 200,
  pathCharactersMax: 1_000,
  /** Failures that one search answers with. */
  answersMax: 200,
  /** Failures in one file that others may read. */
  exportedMax: 250,
  /** Failures of one output that are recorded, each with how often it was there. */
  seenAtOnceMax: 500,
} as const;
