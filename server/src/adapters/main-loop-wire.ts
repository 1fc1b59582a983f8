import type { LoopStall, MainLoopBounds } from '../core/ports/index.ts';

/** What main thread and watchdog share without a message. */
export const cells = { turns: 0, debugged: 1 } as const;

export interface ThreadData extends MainLoopBounds {
  readonly folder: string;
  readonly shared: Int32Array;
}

export type ToThread = { readonly kind: 'looks' | 'sample'; readonly id: number };
export type FromThread =
  | { readonly kind: 'stall'; readonly stall: LoopStall }
  | { readonly kind: 'answer'; readonly id: number; readonly value: number };
