import { readFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import type { Bench } from '../../bench.mts';

export type Steps = Pick<Bench, 'step'>;

/** Steps that an earlier run of the same benchmark has results of (`files`, separated by the system's path separator) are not measured again. */
export function knownSteps(bench: Bench, files: string | undefined): Steps {
  if (files === undefined) return bench;
  const known: Record<string, unknown> = {};
  for (const each of files.split(delimiter))
    Object.assign(known, JSON.parse(readFileSync(each, 'utf8')) as Record<string, unknown>);
  bench.log(`the raw side is taken from ${files} where they have it`);
  return {
    step: <T,>(name: string, measure: () => Promise<T>): Promise<T> =>
      bench.step(name, () => (name in known ? Promise.resolve(known[name] as T) : measure())),
  };
}

/** Measures a part at a time, so that an interrupted run loses one part at most. */
export async function inSteps<Item, Result>(
  items: readonly Item[],
  perStep: number,
  measure: (chunk: readonly Item[], range: string) => Promise<readonly Result[]>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let from = 0; from < items.length; from += perStep) {
    const chunk = items.slice(from, from + perStep);
    results.push(...(await measure(chunk, `${from} to ${from + chunk.length}`)));
  }
  return results;
}

/** Opened when it is needed first: a run that only goes on with a later step does not pay for it. */
export function once<T extends object>(open: () => T): () => T {
  let opened: T | undefined;
  return () => (opened ??= open());
}
