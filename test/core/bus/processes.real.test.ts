import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { seeded } from '../../support/unreliable-disk.ts';
import { bundleProgram } from '../log/log-process.ts';

const rounds = 12;
/** Lines that a process told when it is killed: by what it did and not by time, so that a busy machine is hit in the same places. */
const killedAfterMax = 40;

let folder: string;
let places: [root: string, stateHome: string];
let program: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'grace-bus-'));
  places = [join(folder, 'tree'), join(folder, 'state')];
  for (const place of places) await mkdir(place);
  program = await bundleProgram(join(import.meta.dirname, 'bus-worker.mts'), folder);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** What one process said, whole lines only; it is killed at that line, or ends by itself. */
function work(prefix: string | undefined, killedAt?: number): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const argv = [program, ...places, ...(prefix === undefined ? [] : [prefix])];
    const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'pipe'] });
    let told = '';
    let complaint = '';
    child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
    child.stdout.on('data', (chunk: Buffer) => {
      told += chunk.toString();
      if (killedAt !== undefined && told.split('\n').length > killedAt) child.kill('SIGKILL');
    });
    child.on('error', reject);
    child.on('close', (code, endedBy) => {
      if (code !== 0 && endedBy !== 'SIGKILL') reject(new Error(`It ended with ${code}: ${complaint}`));
      resolve(told.split('\n').slice(0, -1));
    });
  });
}

interface Handling {
  readonly worker: number;
  readonly id: string;
  readonly from: bigint;
  readonly to?: bigint;
}

function handlingsOf(lines: readonly string[], worker: number): readonly Handling[] {
  const moments = (word: string) =>
    lines.flatMap((line) => {
      const [said, id = '', moment = '0'] = line.split(' ');
      return said === word ? [{ id, moment: BigInt(moment) }] : [];
    });
  const ends = new Map(moments('handled').map(({ id, moment }) => [id, moment]));
  return moments('begun').map(({ id, moment }) => {
    const to = ends.get(id);
    return { worker, id, from: moment, ...(to === undefined ? {} : { to }) };
  });
}

test(`${2 * rounds} SIGKILLs, two processes at a time: everything published is handled, and never by two at once`, async () => {
  const random = seeded(23);
  const lines: (readonly string[])[] = [];
  for (let round = 0; round < rounds; round++) {
    const both = [0, 1].map((which) => work(`${round}.${which}`, 1 + Math.floor(random() * killedAfterMax)));
    lines.push(...(await Promise.all(both)));
  }
  lines.push(await work(undefined));
  const published = lines
    .flat()
    .flatMap((line) => (line.startsWith('published ') ? [line.split(' ')[1]] : []));
  const handlings = lines.flatMap((own, worker) => handlingsOf(own, worker));
  const handled = handlings.filter(({ to }) => to !== undefined);
  // Kills that came before anything happened would prove nothing.
  expect(published.length).toBeGreaterThan(2 * rounds);
  expect(handlings.length).toBeGreaterThan(handled.length);
  const ids = new Set(handled.map(({ id }) => id));
  expect(published.filter((id) => !ids.has(id ?? ''))).toEqual([]);
  // What was begun and is begun again was in the middle, or just not acknowledged, when its process was killed.
  expect(handlings.length - ids.size).toBeLessThan(2 * rounds * 20);
  const inOrder = handled.toSorted((a, b) => (a.from < b.from ? -1 : 1));
  for (const [index, { worker, from }] of inOrder.entries()) {
    const before = inOrder[index - 1];
    if (before?.to !== undefined && before.worker !== worker) expect(from > before.to).toBe(true);
  }
  // Nothing is left for one more.
  expect(await work(undefined)).toEqual([]);
});
