const mebibyte = 1024 * 1024;

/** Every bound of the resident tools. Units are last in each name. */
export const residentLimits = {
  /** Alive at once; the one that was asked longest ago gives way. */
  residentsMax: 4,
  /** One that had nothing to do for so long is unloaded. */
  idleMs: 5 * 60_000,
  /** One that grows beyond it is ended, and its tool runs cold. */
  memoryBytesMax: 3_072 * mebibyte,
  memoryPollMs: 2_000,
  /** Longest it may take to answer before the tool is run cold instead. */
  deadlineMs: 240_000,
  /** A tool whose residents failed so often within the window is run cold until the window has passed. */
  failuresMax: 3,
  failureWindowMs: 10 * 60_000,
};

export type ResidentLimits = Readonly<typeof residentLimits>;
