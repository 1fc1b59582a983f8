import { describe, expect, test } from 'vitest';
import { seeded, UnreliableDisk } from '../../support/unreliable-disk.ts';
import { liveThrough, rehearse, stories, type Crash, type Story } from './crash-world.ts';

const seedsPerOperation = 6;

/** Every prefix of the story, each with several ways of losing what was not synced. */
async function crashEverywhere(
  story: Story,
  makeDisk: (seed: number) => UnreliableDisk,
  kinds: readonly Crash['kind'][],
): Promise<{ crashes: number; wrong: string[] }> {
  const rehearsal = await rehearse(story, new UnreliableDisk(seeded(0)));
  const wrong: string[] = [];
  let crashes = 0;
  for (let afterOperation = 0; afterOperation <= rehearsal.operations; afterOperation++) {
    for (let round = 0; round < seedsPerOperation; round++) {
      for (const kind of kinds) {
        const seed = afterOperation * seedsPerOperation + round;
        const found = await liveThrough(story, rehearsal, makeDisk(seed), { seed, afterOperation, kind });
        crashes++;
        wrong.push(
          ...found.map((sentence) => `operation ${afterOperation}, seed ${seed}, ${kind}: ${sentence}`),
        );
      }
    }
  }
  return { crashes, wrong };
}

describe('a crash at any operation', () => {
  for (const [name, story] of Object.entries(stories)) {
    test(`${name}: every file is wholly before or wholly after, and Grace says which`, async () => {
      const { crashes, wrong } = await crashEverywhere(story, (seed) => new UnreliableDisk(seeded(seed)), [
        'power-cut',
        'killed',
      ]);
      expect(wrong.slice(0, 5)).toEqual([]);
      expect(crashes).toBeGreaterThan(200);
    });
  }
});

/** The same disk under a build that forgets one kind of sync: the harness must notice. */
class ForgetsContents extends UnreliableDisk {
  override sync(): Promise<void> {
    return Promise.resolve();
  }
}

class ForgetsNames extends UnreliableDisk {
  override syncFolder(): Promise<void> {
    return Promise.resolve();
  }
}

describe('the harness catches a build', () => {
  const story = stories['two applies, then the second one undone'] ?? [];
  test('without file syncs', async () => {
    const { wrong } = await crashEverywhere(story, (seed) => new ForgetsContents(seeded(seed)), [
      'power-cut',
    ]);
    expect(wrong.length).toBeGreaterThan(0);
  });
  test('without folder syncs', async () => {
    const { wrong } = await crashEverywhere(story, (seed) => new ForgetsNames(seeded(seed)), ['power-cut']);
    expect(wrong.length).toBeGreaterThan(0);
  });
});
