/** Every bound of secrets, by name. */
export const limits = {
  secretsMax: 128,
  /** A shorter value could not be told from ordinary words, and would be guessed from its fingerprint. */
  lengthMin: 8,
  lengthMax: 64 * 1024,
  /** A line of a value of several lines that is looked for by itself. */
  lineLengthMin: 16,
  /** How long a provider may take; an editor that never answers has no secret. */
  readMsMax: 5_000,
  keyBytes: 32,
  /** Hex digits of a fingerprint that are shown and recorded. */
  fingerprintShown: 12,
  /** Levels of objects in each other that are looked through. */
  depthMax: 64,
} as const;
