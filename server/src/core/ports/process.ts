import type { Disposable, Listen, Result } from '../../base/index.ts';

/** A tool run. It is started without a shell, in a process group of its own, with a scrubbed environment. */
export interface ToolRun {
  /** `argv[0]` is an absolute path or a name looked up on PATH. */
  readonly argv: readonly [string, ...string[]];
  /** Absolute. */
  readonly cwd: string;
  /** Added to the scrubbed environment; `undefined` removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly stdin?: string;
  readonly deadlineMs: number;
  /** Per stream; what exceeds it is dropped from the middle and `truncated` is set. */
  readonly outputBytesMax?: number;
}

export interface ToolOutcome {
  /** `null` when a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly truncated: boolean;
  /** The deadline passed and the whole group was killed. */
  readonly timedOut: boolean;
  readonly ms: number;
}

/** A long-lived child that talks in structured messages over IPC. */
export interface ChildProcess extends Disposable {
  readonly pid: number;
  send(message: unknown): void;
  readonly onMessage: Listen<unknown>;
  readonly onExit: Listen<{ exitCode: number | null; signal: string | null }>;
  readonly onStderr: Listen<string>;
  /** Its heart, where it was forked with `beatMs` and started one; beats that were not heard in time come as one. */
  readonly onBeat: Listen<void>;
  /** SIGKILLs its whole group. */
  kill(): void;
  /** Resident set size in bytes, or `undefined` where the system does not tell. */
  residentBytes(): Promise<number | undefined>;
  /** What the system knows of it now, or `undefined` where the system does not tell. */
  activity(): Promise<Activity | undefined>;
}

/**
 * `running`: it has the processor, waits for it or for the disk. `idle`: all its threads wait for something to happen.
 * `stopped`: it was stopped from outside, and does nothing until it is told to go on.
 */
export type Activity = 'running' | 'idle' | 'stopped';

export interface ForkRequest {
  /** Absolute path of a JavaScript file. */
  readonly module: string;
  readonly args: readonly string[];
  readonly execArgv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** It gets next to nothing of our environment: where programs are, and the system's own folders. */
  readonly bare?: boolean;
  /** It ends itself when its channel closes or its parent is gone, also inside of long work. */
  readonly endsItself?: boolean;
  /**
   * Absolute path of the Node to run it on, instead of the one that runs us. Messages are plain JSON then: two versions of
   * Node need not agree on more.
   */
  readonly executable?: string;
  /** Absolute. */
  readonly cwd?: string;
  /** It is to beat so often while it works (`startHeart`). */
  readonly beatMs?: number;
}

export interface ProcessPort {
  /**
   * Faults: `not_found`, `spawn_failed`. A non-zero exit is not a fault. Throws `Cancelled` when `signal` fires,
   * after the group is dead.
   */
  run(run: ToolRun, signal: AbortSignal): Promise<Result<ToolOutcome>>;
  /** Forks one of Grace's own modules, with `ELECTRON_RUN_AS_NODE` where the Node that runs us is an editor. */
  fork(request: ForkRequest): ChildProcess;
  /**
   * The workspace's own Node: the one installed at its root, else `node` on PATH, never `process.execPath`; `undefined` when
   * there is none.
   */
  workspaceNode(root: string): Promise<string | undefined>;
  /** Whether a process of this machine with that id is alive; another user's counts. */
  isAlive(pid: number): boolean;
}
