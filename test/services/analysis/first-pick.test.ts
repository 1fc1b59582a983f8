import { expect, test } from 'vitest';
import { refused } from '../../../server/src/base/index.ts';
import { createFirstPicks } from '../../../server/src/services/analysis/first-pick.ts';

/** A disk of one file and a clock that a test moves. */
function world(content?: string) {
  let bytes = content === undefined ? undefined : Buffer.from(content);
  let nowMs = 1_000;
  const said: string[] = [];
  const picks = createFirstPicks({
    folder: '/cache',
    name: 'first-picks.json',
    clock: { monotonic: () => nowMs },
    disk: {
      makeFolder: () => Promise.resolve(),
      read: () => Promise.resolve(bytes),
      write: (_path, written) => {
        bytes = Buffer.from(written);
        return Promise.resolve();
      },
    },
    warn: (message) => void said.push(`warn: ${message}`),
  });
  const pick = <T>(project: string, ms: number, answer: T) =>
    picks.during(
      project,
      (message) => void said.push(message),
      (tell) => {
        tell('Loading the project');
        nowMs += ms;
        tell('Checking the result');
        return Promise.resolve(answer);
      },
    );
  return { pick, said };
}

test('claims nothing the first time, and the second time what the first one took, less what has passed', async () => {
  const { pick, said } = world();
  await pick('tsconfig.json', 9_000, 'edit');
  await pick('tsconfig.json', 4_000, 'edit');
  await pick('other/tsconfig.json', 4_000, 'edit');
  expect(said).toEqual([
    'Loading the project',
    'Checking the result',
    'Loading the project (about 9 s, by the last time)',
    'Checking the result (about 5 s, by the last time)',
    'Loading the project',
    'Checking the result',
  ]);
});

test('a pick that was refused says nothing of how long one takes', async () => {
  const { pick, said } = world();
  await pick('tsconfig.json', 9_000, refused('No.'));
  await pick('tsconfig.json', 9_000, 'edit');
  expect(said).toEqual([
    'Loading the project',
    'Checking the result',
    'Loading the project',
    'Checking the result',
  ]);
});

test.each(['{"tsconfig.json": 90', '[]', '{"tsconfig.json":"long"}'])(
  '%s is no knowledge',
  async (content) => {
    const { pick, said } = world(content);
    await pick('tsconfig.json', 9_000, 'edit');
    expect(said).toEqual(['Loading the project', 'Checking the result']);
  },
);
