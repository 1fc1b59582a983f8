import type { Disposable } from '../../base/index.ts';

/** How late the event loop was at most since the last time it was asked about; never less than it really was. */
export interface EventLoopDelay {
  readonly maxMs: number;
}

export interface EventLoopWatch extends Disposable {
  take(): EventLoopDelay;
}

/** One process of ours. */
export interface ProcessUse {
  readonly pid: number;
  readonly name: string;
  /** Resident set size; absent where the system does not tell. */
  readonly residentBytes?: number;
}

export interface OwnProcesses {
  /** This process first, then everything it started. */
  readonly processes: readonly ProcessUse[];
  /** False where the system does not tell what was started by whom: then only this process is there. */
  readonly isComplete: boolean;
}

/** What the machine has and what of it we use. */
export interface ResourcePort {
  watchEventLoop(): EventLoopWatch;
  ownProcesses(): Promise<OwnProcesses>;
  /** Processor time of this process since it started, in milliseconds. */
  cpuMs(): number;
  /** What a process may still get, with the limits of a container. */
  memory(): { readonly availableBytes: number; readonly totalBytes: number };
  cores(): number;
}
