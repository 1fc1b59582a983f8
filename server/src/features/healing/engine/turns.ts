import { refusedForNow, throwIfCancelled, withCancel, type Refusal } from '../../../base/index.ts';
import { limits } from '../limits.ts';

/** One at a time for each key, in the order in which they came. */
export interface Turns {
  under<T>(key: string, signal: AbortSignal, work: () => Promise<T>): Promise<T | Refusal>;
  /** Whether the one that has the turn now had to wait for it. */
  waited(key: string): boolean;
}

export function createTurns(): Turns {
  const lines = new Map<string, { last: Promise<unknown>; length: number; waited: boolean }>();

  return {
    async under(key, signal, work) {
      const line = lines.get(key) ?? { last: Promise.resolve(), length: 0, waited: false };
      if (line.length >= limits.waitingMax)
        return refusedForNow(`More than ${limits.waitingMax} repairs wait for each other.`);
      lines.set(key, line);
      line.length += 1;
      const isFirst = line.length === 1;
      const before = line.last;
      const mine = (async () => {
        await before;
        throwIfCancelled(signal);
        line.waited = !isFirst;
        return work();
      })();
      line.last = mine.then(
        () => undefined,
        () => undefined,
      );
      try {
        return await withCancel(mine, signal);
      } finally {
        // Whoever was called off may still be at work: only its end gives the turn away.
        void line.last.then(() => {
          line.length -= 1;
          if (line.length === 0) lines.delete(key);
        });
      }
    },
    waited: (key) => lines.get(key)?.waited ?? false,
  };
}
