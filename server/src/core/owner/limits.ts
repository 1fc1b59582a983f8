/** Every bound of the line between the owner of a state folder and the commands beside it, by name. */
export const limits = {
  /** Whoever connects has to say who it is within this. */
  helloMsMax: 2_000,
  /** Commands that are connected at the same time. */
  channelsMax: 16,
  /** Questions of one command that are answered at the same time. */
  questionsMax: 16,
  tokenBytes: 32,
} as const;
