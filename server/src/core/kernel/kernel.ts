import type { Listen, Refusal } from '../../base/index.ts';
import type { kernelTiers, KernelId, Tier, TierOf } from '../../protocol/index.ts';
import type { Lifetime } from './lifetime.ts';

/** How far a kernel's work has come. It is what a part did, never that time passed. */
export interface Beat {
  /** Units of work that were done since the kernel started: only ever grows. */
  readonly moved: number;
  /** Units that run or wait now. One that owes and does not move within its `stallMs` hangs. */
  readonly owed: number;
}

/** Real workers, such as processes, whose number may be changed while they work. */
export interface WorkerPool {
  readonly sizeMax: number;
  size(): number;
  /** Resolves to the size it has then, once those that are too many are gone; at least one remains. */
  scale(size: number, signal: AbortSignal): Promise<number>;
}

/** What can wait for a while. `observing`: looks on and changes nothing. `learning`: makes the next time better. */
export interface Pausable {
  readonly kind: 'observing' | 'learning';
  pause(signal: AbortSignal): Promise<void>;
  resume(signal: AbortSignal): Promise<void>;
}

/** What a kernel's `start` gives: how it is used, asked and watched. Stopping is the work of its lifetime. */
export interface Started<Service> {
  /** What others use. Gone when the kernel stops: dependants are started anew with the one that comes after it. */
  readonly service: Service;
  /**
   * A self-test of the real thing, such as a round trip or a repair of a built-in sample: what it touches it leaves as it
   * was. A refusal says what does not work. Never an answer from memory.
   */
  isReady(signal: AbortSignal): Promise<'ready' | Refusal>;
  /** Goes once through the part's own loop, and tells what it has done: an answer that does not come is a stall. */
  beat(signal: AbortSignal): Promise<Beat>;
  /** Says why, in a sentence, when the kernel ended or cannot go on by itself. */
  readonly onExit?: Listen<string>;
  /** What it has to do without now, as a sentence: it runs and serves, and is shown as degraded. */
  readonly lacks?: () => string | undefined;
  readonly pool?: WorkerPool;
  readonly pausable?: readonly Pausable[];
}

export interface RunningKernel<Service = unknown> extends Started<Service> {
  /** Cancels what runs, waits for it within limits, and disposes in reverse. Stopping twice is harmless. */
  stop(): Promise<Stopped>;
}

export interface Stopped {
  /** What did not end within its limit, by name: nothing may depend on it any more. */
  readonly leftBehind: readonly string[];
}

export interface Kernel<Ports, Service> {
  readonly id: KernelId;
  readonly tier: Tier;
  readonly dependsOn: readonly KernelId[];
  /** Boot goes on without it: it is degraded, and so is what needs it. */
  readonly optional: boolean;
  /** Bounds of its own; the rest is in `limits.ts`. */
  readonly bounds: KernelBounds;
  /** Rejects when it does not start; whoever gave it the lifetime ends it, which releases what it has taken hold of. */
  start(ports: Ports, lifetime: Lifetime): Promise<RunningKernel<Service>>;
}

export interface KernelBounds {
  /** A start that takes longer is cancelled and has failed. */
  readonly startMsMax: number;
  /** Work that is owed and does not move for so long hangs. */
  readonly stallMs: number;
  /** How long its self-test may take; left out: as `limits.ts` says. */
  readonly selfTestMsMax?: number;
}

/** What one writes to make a kernel: see `defineKernel`. */
export interface KernelSpecification<Id extends KernelId, Ports, Service> {
  readonly id: Id;
  /** Kernels of its own tier or of one below; they run before it is started, and stop after it. */
  readonly dependsOn: readonly DependencyOf<Id>[];
  /** Only tier 0 has to run where nothing is said. */
  readonly optional?: boolean;
  readonly bounds?: Partial<KernelBounds>;
  /**
   * Takes hold of what the kernel needs (`lifetime.own`) and starts its work (`lifetime.run`); ends early when
   * `lifetime.signal` fires. A refusal is a start that failed for a reason of the world outside.
   */
  start(ports: Ports, lifetime: Lifetime): Promise<Started<Service> | Refusal>;
}

/** Kernels that one may depend on: never on itself, never on a higher tier. */
export type DependencyOf<Id extends KernelId> = Exclude<
  {
    [Other in KernelId]: TierOf<Other> extends UpTo[TierOf<Id>] ? Other : never;
  }[keyof typeof kernelTiers],
  Id
>;

interface UpTo {
  readonly 0: 0;
  readonly 1: 0 | 1;
  readonly 2: 0 | 1 | 2;
  readonly 3: 0 | 1 | 2 | 3;
}
