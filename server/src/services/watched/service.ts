import type { Listen } from '../../base/index.ts';
import type { RestartPolicy } from '../../protocol/index.ts';

/** What a workspace says of a program that runs beside it. */
export interface ServicePlan {
  readonly name: string;
  readonly argv: readonly string[];
  /** Relative to the root of the workspace; empty for the root itself. */
  readonly cwd: string;
  readonly probe?: Probe;
  readonly restart: RestartPolicy;
}

/** How one sees that a service is ready. */
export type Probe = (
  | { readonly kind: 'url'; readonly url: string; readonly status?: number }
  | { readonly kind: 'port'; readonly port: number }
  | { readonly kind: 'line'; readonly text: string }
) & { readonly msMax: number };

/** Reasons are sentences. */
export type ServiceState =
  | { readonly name: 'starting' }
  | { readonly name: 'ready'; readonly pid: number; readonly ms: number }
  /** It runs and does not answer any more; it is left alone, for it may be at work or in a debugger. */
  | { readonly name: 'unresponsive'; readonly pid: number; readonly reason: string }
  /** It failed, and is started again then (milliseconds since the epoch). */
  | {
      readonly name: 'resting';
      readonly reason: string;
      readonly untilMs: number;
      /** It failed so often that it is left alone for longer. */
      readonly tooOften: boolean;
    }
  /** It ended as it should, and is not to be started again. */
  | { readonly name: 'ended' }
  /** It ended otherwise, and is not started again. */
  | { readonly name: 'failed'; readonly reason: string }
  /** It was told to stop. */
  | { readonly name: 'stopped' };

/** A service that ended by itself, or did not become ready. */
export interface ServiceFailure {
  readonly reason: string;
  /** The last lines that it printed since it was started. */
  readonly output: readonly string[];
}

/** One service under supervision: at most one process of it is alive at any time. */
export interface WatchedService {
  readonly plan: ServicePlan;
  state(): ServiceState;
  /** Starts so far after the first. */
  restarts(): number;
  readonly onState: Listen<ServiceState>;
  readonly onLine: Listen<string>;
  readonly onFailure: Listen<ServiceFailure>;
  /** Resolves with its last state, once it is not started again. */
  readonly over: Promise<ServiceState>;
  /** Starts it anew now, whatever it does or waits for. */
  restart(): Promise<void>;
  /** Resolves when nothing of it runs. */
  stop(): Promise<void>;
}
