import { describe, expect, test } from 'vitest';
import { UnreliableDisk } from '../../support/unreliable-disk.ts';
import { ForgetfulDisk } from './forgetful-disk.ts';
import { liveHistories } from './histories.ts';

const histories = 1_000;
const parts = 4;
/** As many as a build without one of its syncs has to get caught. */
const sabotagedHistories = 150;

function seedsFrom(start: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => start + index);
}

describe('a power cut after any operation loses nothing acknowledged and raises no alarm', () => {
  for (let part = 0; part < parts; part++) {
    test(`histories ${part + 1} of ${parts}`, { timeout: 300_000 }, async () => {
      const seeds = seedsFrom((part * histories) / parts, histories / parts);
      const { prefixes, repaired, wrong } = await liveHistories(
        seeds,
        (random) => new UnreliableDisk(random),
      );
      expect(wrong.slice(0, 5)).toEqual([]);
      expect(prefixes).toBeGreaterThan(5_000);
      // Crashes that all fell between two appends would prove nothing.
      expect(repaired).toBeGreaterThan(100);
    });
  }
});

describe('the same histories catch a build that forgets to sync', () => {
  const sabotages = [
    { what: 'the records', call: 'syncData', where: /\.chain$/ },
    { what: 'the payloads', call: 'syncData', where: /\.blobs$/ },
    { what: 'the head', call: 'syncData', where: /head\.\d$/ },
    { what: 'the start of a segment', call: 'sync', where: /\.(chain|blobs)$/ },
    { what: 'the first heads', call: 'sync', where: /head\.\d$/ },
    { what: 'the names in its folder', call: 'syncFolder', where: /log$/ },
  ] as const;
  for (const forgotten of sabotages) {
    test(forgotten.what, { timeout: 300_000 }, async () => {
      const { wrong } = await liveHistories(
        seedsFrom(0, sabotagedHistories),
        (random) => new ForgetfulDisk(random, forgotten),
        1,
      );
      expect(wrong).not.toEqual([]);
    });
  }
});
