import { throwIfCancelled } from '../../../base/index.ts';

/** File operations under way at once: enough to keep the disk busy, few enough to leave file handles for tools. */
const concurrencyMax = 32;

/** Does `work` for every item, a limited number at once, and stops at the first failure or when `signal` fires. */
export async function forEachParallel<T>(
  items: Iterable<T>,
  signal: AbortSignal,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  let failed = false;
  async function lane(): Promise<void> {
    for (let next = iterator.next(); !failed && next.done !== true; next = iterator.next()) {
      throwIfCancelled(signal);
      try {
        await work(next.value);
      } catch (thrown) {
        failed = true;
        throw thrown;
      }
    }
  }
  const lanes = Array.from({ length: concurrencyMax }, lane);
  const results = await Promise.allSettled(lanes);
  const rejected = results.find((result) => result.status === 'rejected');
  if (rejected) throw rejected.reason;
}
