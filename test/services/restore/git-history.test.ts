import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createGitWorld, liveHistories, sabotages, type GitWorld } from './history/index.ts';

const histories = 300;
const wrongShownMax = 3;
const limitMs = 300_000;

let world: GitWorld;
beforeAll(() => {
  world = createGitWorld();
});
afterAll(() => world.dispose());

const seeds = Array.from({ length: histories }, (_, seed) => seed);

test(
  `${histories} random histories in a git repository: every step leaves what it has to`,
  async () => {
    const { wrong, counts } = await liveHistories(world, seeds);
    expect(wrong.slice(0, wrongShownMax)).toEqual([]);
    // Otherwise the histories would not say anything about what never happened in them.
    for (const what of everyKind) expect(counts[what], what).toBeGreaterThan(3);
  },
  limitMs,
);

const everyKind = [
  'apply',
  'apply refused',
  'undo',
  'undo refused',
  'undo that merged',
  'edit by hand',
  'interrupted: finished',
  'interrupted: rolled-back',
  'interrupted: needs-you',
  'typed into what was to be written',
  'typed into what was written',
];

describe('the histories tell a build that', () => {
  for (const [name, { sabotage, found }] of Object.entries(sabotages)) {
    test(
      name,
      async () => {
        const { wrong } = await liveHistories(world, seeds, { sabotage, until: found });
        expect(wrong.at(-1)).toMatch(found);
      },
      limitMs,
    );
  }
});
