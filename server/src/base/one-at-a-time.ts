import { withCancel } from './cancel.ts';

/** Does work that several ask for: one run at a time, and one more for everybody who asked while it ran. */
export interface OneAtATime {
  /** Rejects with `Cancelled` as soon as `signal` fires; the run goes on for the others. */
  run(signal: AbortSignal): Promise<void>;
  isDue(): boolean;
  /** Resolves when nothing runs; a failure belongs to who asked for it. */
  idle(): Promise<void>;
}

export function oneAtATime(work: () => Promise<void>): OneAtATime {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;

  function start(): Promise<void> {
    next = undefined;
    running = work().finally(() => {
      running = undefined;
    });
    return running;
  }

  return {
    run(signal) {
      if (!running) return withCancel(start(), signal);
      // The one that runs may have passed what is new.
      next ??= running.then(start, start);
      return withCancel(next, signal);
    },
    isDue: () => running !== undefined,
    async idle() {
      while (running ?? next) await Promise.allSettled([running, next]);
    },
  };
}
