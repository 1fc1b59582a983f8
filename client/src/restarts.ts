/** A server that ends so often within so long is not started again. */
export const restartsMax = 4;
export const restartWindowMs = 3 * 60_000;

/** What follows when the server has ended by itself. */
export type AfterEnd =
  /** It is started again. `isFirst`: it has not ended for a while, so that this is worth saying. */
  | { readonly kind: 'restart'; readonly isFirst: boolean }
  | { readonly kind: 'give up'; readonly ends: number };

export interface Restarts {
  ended(): AfterEnd;
  /** A person started it: what was before counts no more. */
  forget(): void;
}

/** Starts a server again that ended, within limits: one that always ends would take the machine from everybody else. */
export function createRestarts(now: () => number): Restarts {
  let endsAtMs: readonly number[] = [];
  return {
    ended() {
      const nowMs = now();
      endsAtMs = [...endsAtMs.filter((atMs) => nowMs - atMs <= restartWindowMs), nowMs];
      const ends = endsAtMs.length;
      return ends > restartsMax ? { kind: 'give up', ends } : { kind: 'restart', isFirst: ends === 1 };
    },
    forget() {
      endsAtMs = [];
    },
  };
}
