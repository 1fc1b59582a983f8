import { limits } from './limits.ts';

/**
 * Runs `work` over all items, a limited number at a time, and answers in the order of the items. The first failure stops
 * what has not started; it is thrown only after everything that had started has ended, so that nothing runs on behind it.
 */
export async function inParallel<T, R>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const failures: unknown[] = [];
  let next = 0;
  async function lane(): Promise<void> {
    while (next < items.length && failures.length === 0) {
      const index = next++;
      try {
        results[index] = await work(items[index] as T, index);
      } catch (thrown) {
        failures.push(thrown);
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(limits.parallelMax, items.length) }, lane));
  if (failures.length > 0) throw failures[0];
  return results;
}
