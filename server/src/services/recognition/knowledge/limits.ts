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
  /** Failures in one file that others may read, and values in it: more of either is more than a file may hold that is read. */
  exportedMax: 250,
  exportedValuesMax: 1_100,
  exportedCharactersMax: 45_000,
  /** Remedies of one signature; the one that was tried longest ago goes first, and one in quarantine last. */
  remediesMax: 20,
  /** Attempts with one remedy of which more than the count is remembered. */
  attemptsMax: 10,
  /** Failures in a row after which a remedy is left out. */
  failuresToQuarantine: 2,
  /** Signatures of one failure of which an answer has an example. */
  examplesMax: 10,
  titleCharactersMax: 200,
  reasonCharactersMax: 500,
  /** Failures of one output that are recorded, each with how often it was there. */
  seenAtOnceMax: 500,
} as const;
