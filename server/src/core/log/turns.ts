import { isRefusal, refused, type Refusal } from '../../base/index.ts';

/** Keeps other processes from writing until released; refuses when they do not go away. */
export type Exclusive = (signal: AbortSignal) => Promise<Hold | Refusal>;

export interface Hold {
  release(): Promise<void>;
}

/** One piece of work on the log at a time, over all processes. */
export interface Turns {
  run<T>(work: () => Promise<T>): Promise<T | Refusal>;
  /** Reading alone keeps no other process out. */
  look<T>(work: () => Promise<T>): Promise<T>;
  /** Waits for what runs; what comes later is refused. */
  close(): Promise<void>;
}

export function createTurns(exclusive: Exclusive | undefined): Turns {
  const closing = new AbortController();
  let last: Promise<unknown> = Promise.resolve();

  async function enter<T>(work: () => Promise<T>): Promise<T | Refusal> {
    const hold = await exclusive?.(closing.signal);
    if (isRefusal(hold)) return hold;
    try {
      return await work();
    } finally {
      await hold?.release();
    }
  }

  function after<T>(work: () => Promise<T>): Promise<T> {
    const mine = last.then(work);
    // Who waits next waits for the end, however it ends; the answer goes to whoever asked.
    last = mine.catch(() => undefined);
    return mine;
  }

  return {
    run(work) {
      if (closing.signal.aborted)
        return Promise.resolve(refused('The log is closed: nothing more is recorded.'));
      return after(() => enter(work));
    },
    look: after,
    async close() {
      await last;
      closing.abort();
    },
  };
}
