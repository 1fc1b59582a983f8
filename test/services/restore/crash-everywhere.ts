import type { UnreliableDisk } from '../../support/unreliable-disk.ts';
import { liveThrough, rehearse, type Crash, type Story } from './crash-world.ts';

/** Crashes at every operation of the story, each time with several ways of losing what was not synced. */
export async function crashEverywhere(
  story: Story,
  makeDisk: (seed: number) => UnreliableDisk,
  kinds: readonly Crash['kind'][],
  seedsPerOperation: number,
): Promise<{ crashes: number; wrong: string[] }> {
  const rehearsal = await rehearse(story, makeDisk(0));
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
