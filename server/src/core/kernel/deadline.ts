import { Cancelled, type Clock } from '../../base/index.ts';

const never = new AbortController().signal;
/** Why the clock of a deadline is stopped: nobody asks, and making up a reason each time is dear. */
const over = new Cancelled();

/**
 * Work that is cancelled when it takes too long: then the answer is `late`, whatever the work does. Rejects with
 * `Cancelled` as soon as `signal` fires.
 */
export async function withDeadline<T>(
  work: (signal: AbortSignal) => Promise<T>,
  msMax: number,
  clock: Pick<Clock, 'sleep'>,
  signal: AbortSignal = never,
): Promise<T | 'late'> {
  if (signal.aborted) throw new Cancelled();
  const end = new AbortController();
  let onAbort: () => void = () => undefined;
  const cancelled = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(new Cancelled());
    signal.addEventListener('abort', onAbort, { once: true });
  });
  const late = clock.sleep(msMax, end.signal).then(
    () => 'late' as const,
    // Stopped because the answer is there: whoever waited has it.
    () => 'late' as const,
  );
  try {
    return await Promise.race([work(end.signal), late, cancelled]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    end.abort(over);
  }
}
