/** Every bound of kernels and of the plane that controls them, by name; units are last. */
export const limits = {
  /** A start that takes longer has failed, where the kernel says nothing else. */
  startMsMax: 5_000,
  /** Owed work that does not move for so long hangs, where the kernel says nothing else. */
  stallMs: 10_000,
  /** How long cancelled work may take to end. */
  drainMsMax: 2_000,
  /** How long one resource may take to be disposed of. */
  disposeMsMax: 2_000,
  /** Resources of one kernel. */
  ownedMax: 256,
} as const;
