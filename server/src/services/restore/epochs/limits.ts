/** Every bound of epochs, by name. */
export const epochLimits = {
  /** Between two epochs of a workspace that stays open. */
  everyMs: 60 * 60_000,
  /** Two windows keep one epoch an hour, not two. */
  spacingMs: 30 * 60_000,
  /** Epochs that are kept; the oldest give way. */
  countMax: 48,
  /** All of them together, on disk. */
  bytesMax: 64 * 1024 * 1024,
  ageMaxMs: 14 * 24 * 60 * 60_000,
  /** A file of the state that is larger is not kept along, which is said. */
  fileBytesMax: 8 * 1024 * 1024,
} as const;

export interface EpochBounds {
  readonly countMax: number;
  readonly bytesMax: number;
  readonly ageMaxMs: number;
}
