import { afterAll, expect, test } from 'vitest';
import { KilledRuns } from './killed-runs.ts';

const runs = new KilledRuns();
afterAll(() => runs[Symbol.dispose]());

const kills = 6;

test.each(Array.from({ length: kills }, (_, seed) => seed))(
  'a runner that is killed at any step leaves no process and no file, seed %i',
  async (seed) => {
    const { during, residue } = await runs.kill(seed);
    expect(residue, `killed during ${during}`).toEqual([]);
  },
);
