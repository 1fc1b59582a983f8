import type { Refusal } from '../../base/index.ts';
import type { DiskPort } from '../../core/ports/index.ts';

/** A kernel as the drilled Grace shows it. */
export interface KernelLook {
  readonly id: string;
  readonly state: string;
  readonly restarts: number;
}

/** How a Grace says that it is. */
export interface HealthLook {
  readonly kernels: readonly KernelLook[];
  /** It has come up, and serves all it has. */
  readonly live: boolean;
  /** Why it changes nothing, as sentences. */
  readonly safeMode?: string;
  /** What failed when it looked around before it came up, as sentences. */
  readonly failed: readonly string[];
}

/** A record of its log. */
export interface RecordLook {
  readonly seq: number;
  readonly hash: string;
  readonly topic: string;
  readonly payload: unknown;
}

/** One look at everything that a Grace publishes to everybody. */
export interface Look {
  /** On the clock of the runner, monotonic. */
  readonly atMs: number;
  /** What it offers at the same places; absent when it does not say in time. */
  readonly offers?: string;
  /** What can be taken back; absent when it does not say in time. */
  readonly points?: string;
  /** Absent when it does not say in time. */
  readonly health?: HealthLook;
  /** Records that were not there at the look before. */
  readonly records: readonly RecordLook[];
  /** What it said since the look before, to the editor or in its own log. */
  readonly said: readonly string[];
}

export interface ProcessLook {
  readonly pid: number;
  /** `syntax` and `semantic` are the two kinds of analysis processes. */
  readonly role: 'server' | AnalysisRole;
  readonly state: 'running' | 'stopped';
}

export type AnalysisRole = 'syntax' | 'semantic';

/** The hands of the injection. Nobody else uses them. */
export interface Levers {
  /** State folder of the drilled Grace, absolute. */
  readonly stateFolder: string;
  readonly disk: DiskPort;
  processes(): Promise<readonly ProcessLook[]>;
  signal(pid: number, name: 'SIGKILL' | 'SIGSTOP'): void;
  /** Asks a question that a process of this kind answers; the same text as long as all is well. */
  ask(role: AnalysisRole): Promise<string>;
  /** Every record of its log as it is on the disk, up to the first damage. */
  records(signal: AbortSignal): Promise<readonly RecordLook[]>;
  /** On the clock of the runner, monotonic. */
  now(): number;
  pause(ms: number, signal: AbortSignal): Promise<void>;
  /** Keeps one processor busy for so long. */
  burn(ms: number): void;
  /** Ends it in order; it is not there until `start`. */
  stop(): Promise<void>;
  start(signal: AbortSignal): Promise<void>;
}

export interface Verified {
  readonly isWhole: boolean;
  /** What `grace log verify` says. */
  readonly message: string;
}

/** What a drill is done to: a second, real Grace with a workspace, a state and a cache of its own. It knows of no drill. */
export interface Subject {
  /** Never rejects but for `signal`: what does not answer is absent. */
  look(signal: AbortSignal): Promise<Look>;
  /** Has it record something, as a person's answer would; the number of the record, or why there is none. */
  write(signal: AbortSignal): Promise<number | Refusal>;
  /** Every record of its log as it is on the disk, up to the first damage. */
  records(signal: AbortSignal): Promise<readonly RecordLook[]>;
  /** `grace log verify`, as a person would run it. */
  verify(signal: AbortSignal): Promise<Verified>;
  /** What is kept beside the log says the same as the log itself; a sentence where it does not. */
  contradiction(signal: AbortSignal): Promise<string | undefined>;
  readonly levers: Levers;
  /** Ends it in order, or by force. */
  close(): Promise<void>;
}
