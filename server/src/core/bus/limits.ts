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
  /** Durable messages that are kept in memory for one subscription; the others stay in the log until there is room. */
  windowMessagesMax: 256,
  windowBytesMax: 4 * 1024 * 1024,
  /** Durable messages that one consumer has not handled; at so many, no more are taken. */
  backlogMax: 1_000_000,
  /** Ids under which nothing is published twice; the oldest are forgotten. */
  idsMax: 4_096,
  /** How often a durable message is tried, and in how many processes, before it is a dead letter. */
  attemptsMax: 3,
  livesMax: 5,
  /** What was handled is recorded together with what is handled within this. */
  acknowledgeDelayMs: 20,
  /** How long a consumer keeps others of its name out when there is nothing left to do. */
  lingerMs: 250,
  /** How often it is looked whether another process still handles what is left. */
  elsewhereMs: 300,
  /** When the log takes nothing, it is asked again after this. */
  logRetryMs: 1_000,
  errorLengthMax: 2_000,
} as const;
