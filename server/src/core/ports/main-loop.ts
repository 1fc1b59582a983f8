import type { Listen } from '../../base/index.ts';

/** The main loop of a process did not turn for a while. */
export interface LoopStall {
  /** Milliseconds since the epoch when it turned for the last time. */
  readonly sinceMs: number;
  readonly ms: number;
  /** Processor time that the process used meanwhile: as much as `ms` where it computed, next to none where it waited. */
  readonly cpuMs: number;
  /** What it was doing, innermost first, as `function (file:line:column)`; empty where that could not be seen. */
  readonly stack: readonly string[];
}

export interface MainLoopBounds {
  /** Between two turns that are counted. */
  readonly beatMs: number;
  /** A loop that does not turn for so long is given up. */
  readonly hungMs: number;
}

/** A thread of its own that watches the main loop of this process. */
export interface MainLoopWatch {
  /** Told once the loop turns again. */
  readonly onStall: Listen<LoopStall>;
  /** The thread is no more; why, as a sentence. */
  readonly onExit: Listen<string>;
  /** How often the thread has looked so far. */
  looks(signal: AbortSignal): Promise<number>;
  /** A second set of beats begins and stops at once; milliseconds after which the thread noticed. */
  noticeSample(signal: AbortSignal): Promise<number>;
  dispose(): Promise<void>;
}

export interface MainLoopPort {
  /** A loop that is given up leaves its last stall as JSON in a new file `hung-*.json` of `folder`, and the process ends. */
  watch(folder: string, bounds: MainLoopBounds): MainLoopWatch;
}
