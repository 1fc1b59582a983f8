import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { accepted } from '../../support/sentence-of.ts';
import { seeded } from '../../support/unreliable-disk.ts';
import { bundleAppender, startAppender } from './log-process.ts';
import { entriesOf, numbered, numberOf, signal } from './log-world.ts';
import { openRealLog } from './real-log.ts';

const recordsEach = 200;
const kills = 30;
const killedAfterMaxMs = 90;
const numbersPerProcess = 1_000_000;

let folder: string;
let root: string;
let stateHome: string;
let program: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'grace-log-'));
  root = join(folder, 'tree');
  stateHome = join(folder, 'state');
  await mkdir(root);
  await mkdir(stateHome);
  program = await bundleAppender(folder);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function appender(index: number, count: number, killAfterMs?: number) {
  return startAppender(
    [program, root, stateHome, String(index * numbersPerProcess), String(count)],
    killAfterMs,
  );
}

/** The log has to hold exactly what was acknowledged where it was acknowledged, each number once, and be whole. */
async function check(acknowledged: ReadonlyMap<number, number>): Promise<number> {
  const log = await openRealLog(root, stateHome);
  const numbers = new Map((await entriesOf(log)).map((entry) => [entry.seq, numberOf(entry)]));
  for (const [seq, number] of acknowledged) expect(numbers.get(seq)).toBe(number);
  expect(new Set(numbers.values()).size).toBe(numbers.size);
  const { damage, lastSeq } = accepted(await log.verify(signal));
  expect(damage).toBeUndefined();
  expect(lastSeq ?? 0).toBe(numbers.size);
  return numbers.size;
}

/** Whole records of one that was killed before it could acknowledge them are made firm by the next who writes. */
async function writeOnce(round: number): Promise<void> {
  const log = await openRealLog(root, stateHome);
  await log.append('tools.approved', numbered(1_000 * numbersPerProcess + round));
}

test('three processes that append at the same time get one chain with every record of each', async () => {
  const running = [1, 2, 3].map((index) => appender(index, recordsEach).acknowledged);
  const acknowledged = new Map((await Promise.all(running)).flatMap((map) => [...map]));
  // Two processes that were given the same number would have overwritten each other here.
  expect(acknowledged.size).toBe(3 * recordsEach);
  expect(await check(acknowledged)).toBe(3 * recordsEach);
});

test(`${2 * kills} SIGKILLs in the middle of appends, two processes at a time, lose nothing acknowledged`, async () => {
  const random = seeded(11);
  const acknowledged = new Map<number, number>();
  for (let round = 0; round < kills; round++) {
    const both = [0, 1].map((which) =>
      appender(1 + round * 2 + which, numbersPerProcess, random() * killedAfterMaxMs),
    );
    for (const { acknowledged: told } of both)
      for (const [seq, number] of await told) acknowledged.set(seq, number);
    if (round % 10 === 9) {
      await writeOnce(round);
      await check(acknowledged);
    }
  }
  const log = await openRealLog(root, stateHome);
  const { lastSeq } = await log.catchUp();
  // Kills that came before anything was appended would prove nothing.
  expect(acknowledged.size).toBeGreaterThan(2 * kills);
  expect(lastSeq).toBeGreaterThanOrEqual(acknowledged.size);
  expect(await check(acknowledged)).toBe(lastSeq);
});
