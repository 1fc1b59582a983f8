import { refused, type Clock, type Refusal } from '../../base/index.ts';
import { limits } from './limits.ts';

/** One operation at a time; who waits longer than the limit is refused. */
export interface Turns {
  take(signal: AbortSignal): Promise<Turn | Refusal>;
}

export interface Turn {
  /** Ending twice is harmless. */
  end(): void;
}

export function createTurns(clock: Clock): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return {
    async take(signal) {
      let end = () => {};
      const mine = new Promise<void>((resolve) => (end = resolve));
      const before = last;
      last = Promise.all([before, mine]);
      try {
        if (await settlesInTime(before, clock, signal)) return { end };
      } catch (thrown) {
        end();
        throw thrown;
      }
      end();
      return refused('Another change is being applied at this moment: try again when it has ended.');
    },
  };
}

async function settlesInTime(work: Promise<unknown>, clock: Clock, signal: AbortSignal): Promise<boolean> {
  const stop = new AbortController();
  const tooLate = clock
    .sleep(limits.waitForTurnMaxMs, AbortSignal.any([signal, stop.signal]))
    .then(() => false);
  const inTime = work.then(() => true);
  try {
    return await Promise.race([inTime, tooLate]);
  } finally {
    // The sleep ends as cancelled, which nobody waits for any more.
    tooLate.catch(() => undefined);
    stop.abort();
  }
}
