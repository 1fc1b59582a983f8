import { readFileSync } from 'node:fs';
import type { Bench } from '../../bench.mts';

export type Steps = Pick<Bench, 'step'>;

/** Steps that an earlier run of the same benchmark has results of (`file`, where one is named) are not measured again. */
export function knownSteps(bench: Bench, file: string | undefined): Steps {
  if (file === undefined) return bench;
  const known = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  bench.log(`the raw side is taken from ${file} where it has it`);
  return {
    step: <T,>(name: string, measure: () => Promise<T>): Promise<T> =>
      bench.step(name, () => (name in known ? Promise.resolve(known[name] as T) : measure())),
  };
}
