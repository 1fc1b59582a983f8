import type { KernelId, KernelState } from '../../protocol/index.ts';

/** Why a kernel went down by itself; the names of what watches over it. */
export type Failure = 'start_failed' | 'kernel_exit' | 'heartbeat_stall' | 'readiness_lost';

/** What the control plane tells. Reasons are sentences. */
export type KernelEvent =
  | { readonly kind: 'state'; readonly id: KernelId; readonly state: KernelState }
  | { readonly kind: 'failed'; readonly id: KernelId; readonly failure: Failure; readonly reason: string }
  /** It is started again after the wait. */
  | { readonly kind: 'retry'; readonly id: KernelId; readonly delayMs: number }
  /** It failed too often: what it stands on in its own tier is started anew with it. */
  | { readonly kind: 'escalated'; readonly id: KernelId; readonly group: readonly KernelId[] }
  | { readonly kind: 'quarantined'; readonly id: KernelId; readonly untilMs: number; readonly reason: string }
  /** Enough good self-tests: it is trusted again. */
  | { readonly kind: 'recovered'; readonly id: KernelId }
  /** Grace cannot do without it, and it does not run: boot decides between an older state and safe mode. */
  | { readonly kind: 'unfit'; readonly id: KernelId; readonly reason: string }
  | { readonly kind: 'left_behind'; readonly id: KernelId; readonly what: readonly string[] }
  | { readonly kind: 'shed'; readonly level: number; readonly paused: readonly KernelId[] }
  | { readonly kind: 'scaled'; readonly id: KernelId; readonly from: number; readonly to: number };
