import { isCancelled, throwIfCancelled } from '../../base/index.ts';

/** Work that is done one after the other; what waits can be cancelled. */
export interface Queue {
  /** `undefined` when too much waits already. */
  add<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> | undefined;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

export function createQueue(depthMax: number): Queue {
  let depth = 0;
  let last: Promise<unknown> = Promise.resolve();
  return {
    add(work, signal) {
      if (depth >= depthMax) return undefined;
      depth += 1;
      const turn = last.then(async () => {
        try {
          throwIfCancelled(signal);
          return await work();
        } finally {
          depth -= 1;
        }
      });
      // The next turn waits for the end of this one, however it ends: its failure belongs to who asked for it.
      last = turn.catch((thrown: unknown) => isCancelled(thrown));
      return turn;
    },
    async idle() {
      await last;
    },
  };
}
