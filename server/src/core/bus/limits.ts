/** Every bound of the bus, by name. */
export const limits = {
  /** Messages that wait in one queue; what then happens is the topic's `overflow`. */
  depthMax: 1_024,
  /** Publishers that wait for room in one queue; more are refused. */
  publishersWaitingMax: 1_024,
  subscriptionsMax: 256,
  /** How long a handler may take without a sign of life, and then to end after its signal fired. */
  handlerMsMax: 30_000,
  graceMs: 2_000,
  /** Handlers of one subscription that went on after their deadline; at so many, nothing more is given to it. */
  abandonedMax: 8,
  /** Kept for a person, newest first; the oldest give way. */
  deadLettersMax: 256,
  /** Messages handled before everything else in the process gets its turn. */
  turnMessagesMax: 64,
  retryFirstMs: 100,
  retryMaxMs: 30_000,
} as const;
