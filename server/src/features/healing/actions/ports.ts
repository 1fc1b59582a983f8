import type { Refusal } from '../../../base/index.ts';
import type {
  ChangeSet,
  KernelId,
  KernelState,
  RefactorTask,
  RestorePoint,
  RollbackPlan,
  StateRolledBack,
} from '../../../protocol/index.ts';

/** The means that actions have. Each is what Grace can do anyway: an action adds when, why and how it is taken back. */
export interface ActionPorts {
  readonly kernels: KernelMeans;
  readonly load: LoadMeans;
  readonly states: StateMeans;
  /** Removes the database, whatever lies in its place. */
  readonly removeDatabase: () => Promise<void>;
  /** Removes what was found out about the workspace: it is found out again. */
  readonly clearCaches: () => Promise<void>;
  readonly files: FileMeans;
  readonly tools: ToolMeans;
  readonly services: ServiceMeans;
  /** Publishes a task; under one id it is one task. */
  readonly enqueue: (task: RefactorTask, signal: AbortSignal) => Promise<Refusal | undefined>;
  /** Tells a person, durably. */
  readonly escalate: (escalation: Escalation) => Promise<Refusal | undefined>;
}

export interface KernelMeans {
  state(id: KernelId): KernelState;
  /** Resolves once it has settled, to how it is then. */
  restart(id: KernelId, signal: AbortSignal): Promise<KernelState | Refusal>;
  stop(id: KernelId): Promise<KernelState | Refusal>;
  start(id: KernelId, signal: AbortSignal): Promise<KernelState | Refusal>;
  /** How many workers it has; `undefined` where it has none to count. */
  workers(id: KernelId): number | undefined;
  scale(id: KernelId, size: number, signal: AbortSignal): Promise<number | Refusal>;
}

export interface LoadMeans {
  /** 0: nothing is paused. */
  level(): number;
  shed(): Promise<number>;
  restore(): Promise<number>;
}

/** Kept states of Grace: code, database and caches as one. */
export interface StateMeans {
  plan(state: string): Promise<RollbackPlan | Refusal>;
  rollBack(state: string, reason: string, signal: AbortSignal): Promise<StateRolledBack | Refusal>;
}

/** Files of the workspace, by paths relative to it. */
export interface FileMeans {
  /** `undefined` where there is none; a refusal where it is not to be read, such as outside of the workspace. */
  read(path: string): Promise<string | Refusal | undefined>;
  /** Journalled: all of it or nothing, and taken back byte for byte. */
  apply(change: ChangeSet, title: string, signal: AbortSignal): Promise<RestorePoint | Refusal>;
  /** The newest restore point with that title that wrote this file, if it is not taken back. */
  newestPointOf(path: string, title: string): Promise<string | undefined>;
  undo(restorePoint: string, signal: AbortSignal): Promise<Refusal | undefined>;
}

export interface NamedTool {
  readonly argv: readonly string[];
  /** Relative to the workspace. */
  readonly cwd: string;
}

export interface ToolMeans {
  /** What `tools:` of the configuration says under that name. */
  named(name: string): NamedTool | undefined;
  /** Why these very words may not run now: not approved, not trusted, forbidden. */
  whyNot(tool: NamedTool): Promise<Refusal | undefined>;
  /** Without a shell. */
  run(tool: NamedTool, signal: AbortSignal): Promise<{ exitCode: number | null; output: string } | Refusal>;
  /** What the gates of the workspace say of it as it is. */
  verify(signal: AbortSignal): Promise<readonly VerifiedGate[] | Refusal>;
}

export interface VerifiedGate {
  readonly gate: string;
  readonly status: 'pass' | 'fail' | 'skipped';
}

export interface ServiceMeans {
  /** Where a watched service answers, and with which status; `undefined` where it is not known. */
  probeOf(name: string): { readonly url: string; readonly status?: number | undefined } | undefined;
  /** One GET on this machine, bounded in time and size. */
  get(url: string, signal: AbortSignal): Promise<{ status: number; body: string; ms: number } | Refusal>;
}

export interface Escalation {
  readonly incident: string;
  /** A sentence: what a person should know and do. */
  readonly say: string;
}
