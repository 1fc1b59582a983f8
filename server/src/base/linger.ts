import type { Bell } from './bell.ts';
import type { Clock } from './clock.ts';

/** Until the bell rings, or `ms` have passed. */
export async function linger(bell: Bell, ms: number, clock: Clock, signal: AbortSignal): Promise<void> {
  const over = new AbortController();
  const stop = () => over.abort();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  const passed = clock.sleep(ms, over.signal);
  const rung = bell.wait(over.signal);
  try {
    await Promise.race([passed, rung]);
  } finally {
    stop();
    signal.removeEventListener('abort', stop);
    // The other one is called off.
    await Promise.allSettled([passed, rung]);
  }
}
