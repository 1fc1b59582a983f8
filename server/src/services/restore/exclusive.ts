import type { Refusal } from '../../base/index.ts';

/** Keeps other processes out until released; refuses when they do not go away. */
export type Exclusive = (signal: AbortSignal) => Promise<Hold | Refusal>;

export interface Hold {
  release(): Promise<void>;
}
