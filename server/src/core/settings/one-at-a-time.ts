import { withCancel } from '../../base/index.ts';

/** Does work that several ask for: one run at a time, and one more for everybody who asked while it ran. */
export interface OneAtATime {
  run(signal: AbortSignal): Promise<void>;
  isDue(): boolean;
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
      // The one that runs may have passed what is new. Its failure belongs to who asked for it.
      next ??= running.then(start, start);
      return withCancel(next, signal);
    },
    isDue: () => running !== undefined,
  };
}
