import { expect, test } from 'vitest';
import { liveThroughCrashes } from './crashes.ts';

const histories = 150;
const parts = 3;

for (let part = 0; part < parts; part++)
  test(
    `crashes at any moment lose nothing that was promised and repeat nothing that was acknowledged (${part + 1} of ${parts})`,
    { timeout: 300_000 },
    async () => {
      const wrong: string[] = [];
      let repeated = 0;
      let lives = 0;
      for (let seed = (part * histories) / parts; seed < ((part + 1) * histories) / parts; seed++) {
        const report = await liveThroughCrashes(seed);
        wrong.push(...report.wrong.map((sentence) => `seed ${seed}: ${sentence}`));
        repeated += report.repeated;
        lives += report.lives;
      }
      expect(wrong.slice(0, 5)).toEqual([]);
      expect(lives).toBeGreaterThan(histories / parts);
      expect(repeated).toBeGreaterThan(20);
    },
  );

/** Crashes right between the end of a segment and the record that it was ended for: the state is all there is to read. */
const pinned = [1_000_553, 1_000_880, 1_001_298];

test.each(pinned)('the crash of seed %i, which once left messages behind, does not', async (seed) => {
  expect((await liveThroughCrashes(seed)).wrong).toEqual([]);
});
