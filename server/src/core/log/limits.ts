/** Every bound of the log, by name. */
export const limits = {
  /** One payload as JSON: that of the largest change that can be applied is far below. */
  payloadBytesMax: 16 * 1024 * 1024,
  /** A segment that holds this much, chain and payloads together, is followed by a new one. */
  segmentBytesMax: 2 * 1024 * 1024,
  /** Segments beyond this are retired, oldest first, where a snapshot covers them. */
  retainedBytesMax: 256 * 1024 * 1024,
  /** Records made durable together. */
  groupRecordsMax: 2_048,
  groupBytesMax: 4 * 1024 * 1024,
  /** Records that wait for their group; more are refused. */
  waitingRecordsMax: 32_768,
  /** How long one process keeps the turn while records keep coming, and then pauses so that another one gets it. */
  turnMaxMs: 250,
  turnPauseMs: 12,
  /** Bytes read at a time. */
  readBytes: 256 * 1024,
  /** Least time between two looks at the files of a log that is held open. */
  auditMs: 500,
  /** Longest time, where the system tells when they change. */
  sweepMs: 5_000,
  /** Segments that are complete and looked at each time, in turn. */
  auditedSegmentsMax: 16,
  /** Most of the time that reading again may take where a change has an explanation. */
  auditShareMax: 0.02,
  payloadsReadBytes: 1024 * 1024,
} as const;

/** What tests and benchmarks may set otherwise. */
export interface LogBounds {
  readonly segmentBytesMax: number;
  readonly retainedBytesMax: number;
}
