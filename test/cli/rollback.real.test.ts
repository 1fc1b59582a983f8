import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemDisk } from '../../server/src/adapters/index.ts';
import { systemClock } from '../../server/src/base/index.ts';
import {
  logShowSchema,
  restoreRollbackSchema,
  restoreStatesSchema,
  whySchema,
} from '../../server/src/protocol/index.ts';
import { openEpochs } from '../../server/src/services/restore/index.ts';
import { openGrace, type Grace } from '../support/grace.ts';
import { accepted } from '../support/sentence-of.ts';
import { treeHash } from '../support/tree-hash.ts';
import { seeded } from '../support/unreliable-disk.ts';

const signal = new AbortController().signal;
/** Many, so that a kill often comes between two of them. */
const many = (text: string) =>
  Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`config/${index}.json`, `${text} ${index}`]));
const older = {
  ...{ 'approvals.json': '{"one":"approved"}', 'run-memory.jsonl': 'older\n', 'kernels.json': '{}' },
  ...many('older'),
};
const newer = {
  ...{ 'approvals.json': '{"two":"approved"}', 'run-memory.jsonl': 'newer\n' },
  ...many('newer'),
};
const killed = 32;
vi.setConfig({ testTimeout: 900_000, hookTimeout: 60_000 });
let folder: string;
let grace: Grace;
let state: string;
let epoch: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'grace-rollback-'));
  mkdirSync(join(folder, '.git'));
  writeFileSync(join(folder, '.git', 'HEAD'), 'ref: refs/heads/main\n');
  writeFileSync(join(folder, 'a.ts'), 'export const a = 1;\n');
  writeFileSync(join(folder, 'package.json'), '{ "name": "shop" }');
  grace = openGrace();
  expect((await grace.json(folder, ['restore', 'states'], restoreStatesSchema)).answer.states).toEqual([]);
  const workspaces = join(grace.env['XDG_STATE_HOME'] ?? '', 'grace', 'workspaces');
  state = join(workspaces, readdirSync(workspaces)[0] ?? '');
  write(older);
  epoch = await keep();
  write(newer);
});

afterEach(() => {
  grace.dispose();
  rmSync(folder, { recursive: true, force: true });
});

function write(files: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(older)) rmSync(join(state, name), { force: true });
  mkdirSync(join(state, 'config'), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(state, name), text);
}

/** The state as it is now, kept as an editor keeps it that has come up well. */
async function keep(): Promise<string> {
  const epochs = openEpochs({
    ...{ stateFolder: state, disk: systemDisk, clock: systemClock, build: '', warn: () => undefined },
    ids: () => '0-kept',
    logEnd: () => Promise.resolve(undefined),
    newestPoint: () => Promise.resolve(undefined),
    places: ['approvals.json', 'run-memory.jsonl', 'kernels.json', 'config'],
  });
  return accepted(await epochs.take('boot', signal)).id;
}

/** What the state is: one of the two as a whole, or what lies there. */
function found(): string {
  const names = Object.keys(older).filter((name) => existsSync(join(state, name)));
  const text = JSON.stringify(names.map((name) => [name, readFileSync(join(state, name), 'utf8')]));
  if (text === JSON.stringify(Object.entries(older))) return 'older';
  return text === JSON.stringify(Object.entries(newer)) ? 'newer' : text;
}

const rollback = (...argv: readonly string[]) =>
  grace.json(folder, ['restore', 'rollback', ...argv], restoreRollbackSchema);

describe('grace restore rollback', () => {
  test('shows what it would do, does it, takes it back, and says why', async () => {
    const before = await treeHash(folder);
    const dry = await rollback('last-good', '--dry-run');
    expect(dry).toMatchObject({ code: 0, answer: { state: epoch, dryRun: true } });
    expect(dry.answer.files.filter(({ path }) => !path.startsWith('config/'))).toEqual([
      { path: 'approvals.json', change: 'replaced' },
      { path: 'run-memory.jsonl', change: 'replaced' },
      { path: 'kernels.json', change: 'comes_back' },
    ]);
    expect(found()).toBe('newer');
    const { code, answer } = await rollback(epoch);
    expect(code).toBe(0);
    expect(found()).toBe('older');
    const { answer: listed } = await grace.json(folder, ['restore', 'states'], restoreStatesSchema);
    expect(listed.states.map(({ id, reason, condition }) => [id, reason, condition])).toEqual([
      [answer.keptAs, 'rollback', 'good'],
      [epoch, 'boot', 'good'],
    ]);
    expect((await rollback(answer.keptAs ?? '')).code).toBe(0);
    expect(found()).toBe('newer');
    const why = await grace.json(folder, ['why', 'state'], whySchema);
    expect(why.answer.chain[0]?.decisions[0]?.evidence[0]?.what).toBe('A person asked for it.');
    expect(await treeHash(folder)).toBe(before);
  });

  test('says what is wrong with what it was given, and changes nothing', async () => {
    expect((await grace.run(folder, ['restore', 'rollback'])).code).toBe(2);
    expect((await grace.run(folder, ['restore', 'rollback', 'a', 'b'])).code).toBe(2);
    const unknown = await rollback('nothing');
    expect(unknown).toMatchObject({
      code: 3,
      answer: { refused: expect.stringContaining('There is no kept state nothing') as string },
    });
    writeFileSync(join(state, 'epochs', epoch, 'approvals.json'), 'rotten');
    const damaged = await rollback(epoch);
    expect(damaged).toMatchObject({
      code: 3,
      answer: { refused: expect.stringContaining('is damaged') as string },
    });
    writeFileSync(join(state, 'epochs', epoch, 'epoch.json'), '{ "format": 9 }');
    const future = await rollback(epoch);
    expect(future).toMatchObject({
      code: 3,
      answer: { refused: expect.stringContaining('newer Grace') as string },
    });
    expect(found()).toBe('newer');
  });
});

test(`killed at ${killed} moments of a rollback, the next command finds one state as a whole and says which`, async () => {
  const before = await treeHash(folder);
  const random = seeded(7);
  let spanMs = 100;
  let said = 0;
  let kills = 0;
  for (let time = 0; kills < killed; time += 1) {
    write(newer);
    const child = spawn(
      process.execPath,
      [join(import.meta.dirname, '../../dist/grace.js'), 'restore', 'rollback', epoch, '--workspace', folder],
      { env: grace.env, stdio: 'ignore' },
    );
    const ended = once(child, 'exit');
    // It has begun when it keeps what there is now.
    let beganMs = 0;
    const watching = watch(join(state, 'epochs'), () => {
      if (beganMs > 0) return;
      beganMs = performance.now();
      // The first one is let be, and says how long that takes.
      if (time > 0) setTimeout(() => child.kill('SIGKILL'), (random() * spanMs) / 2);
    });
    await ended;
    watching.close();
    if (time === 0) spanMs = performance.now() - beganMs;
    // One that was quicker than its kill is no kill.
    if (child.signalCode === 'SIGKILL') kills += 1;
    const now = await recorded();
    const outcome = found();
    expect(['older', 'newer']).toContain(outcome);
    expect(now - said).toBe(outcome === 'older' ? 1 : 0);
    said = now;
  }
  expect(await treeHash(folder)).toBe(before);
  expect(readdirSync(state).filter((name) => name.startsWith('rollback'))).toEqual([]);
  expect((await grace.run(folder, ['log', 'verify'])).code).toBe(0);
});

/** Rollbacks that the log tells of; asking for them settles what a crash left. */
async function recorded(): Promise<number> {
  const { answer } = await grace.json(folder, ['log', 'show', '--topic', 'state.rolled_back'], logShowSchema);
  return answer.records.length + answer.omitted;
}
