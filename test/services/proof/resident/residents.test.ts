import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemProcesses } from '../../../../server/src/adapters/index.ts';
import { isCancelled, systemClock } from '../../../../server/src/base/index.ts';
import { createResidents, type Question } from '../../../../server/src/services/proof/resident/index.ts';
import type { ResidentLimits } from '../../../../server/src/services/proof/resident/limits.ts';

/** Does what the project of a question says: hangs, ends, says that it cannot, grows …, or tells its process id. */
const script = `
const kept = [];
let asked = 0;
process.on('disconnect', () => process.exit(0));
process.on('message', ({ id, question: { project } }) => {
  if (project === 'hangs') for (;;);
  if (project === 'ends') process.exit(3);
  if (project === 'stale' && asked++ > 0) return process.send({ id, kind: 'stale' });
  if (project === 'always stale') return process.send({ id, kind: 'stale' });
  if (project === 'cannot') return process.send({ id, kind: 'cannot', reason: 'No.' });
  if (project === 'grows') kept.push(Buffer.alloc(300 * 1024 * 1024, 1));
  if (project === 'waits') return;
  process.send({ id, kind: 'said', stdout: String(process.pid), exitCode: 0 });
});
`;

let folder = '';
let module = '';
const never = new AbortController().signal;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'grace-residents-')));
  module = join(folder, 'resident.cjs');
  await writeFile(module, script);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a resident tool', () => {
  it('answers again and again from one process', async () => {
    using world = open();
    const first = await world.ask('asked');
    expect(first).toMatch(/^\d+$/);
    expect(await world.ask('asked')).toBe(first);
  });

  it('is another process when its state is another', async () => {
    using world = open();
    const first = await world.ask('asked');
    const second = await world.ask('asked', { state: 'other settings' });
    expect(second).toMatch(/^\d+$/);
    expect(second).not.toBe(first);
    await gone(first);
  });

  it.each(['ends', 'cannot'])('is given up for a cold run when it %s, and started anew', async (how) => {
    using world = open();
    const first = await world.ask('asked');
    expect(await world.ask(how)).toBeUndefined();
    const second = await world.ask('asked');
    expect(second).toMatch(/^\d+$/);
    expect(second).not.toBe(first);
    expect(world.logged).toHaveLength(1);
  });

  it('is started anew when what it loaded is out of date, and asked again', async () => {
    using world = open();
    const first = await world.ask('stale');
    const second = await world.ask('stale');
    expect(second).toMatch(/^\d+$/);
    expect(second).not.toBe(first);
    expect(world.logged).toEqual([]);
  });

  it('is given up for a cold run when it is out of date as soon as it was started', async () => {
    using world = open();
    expect(await world.ask('always stale')).toBeUndefined();
    expect(world.logged).toHaveLength(1);
  });

  it('is killed when it hangs', async () => {
    using world = open({ deadlineMs: 1_500 });
    const first = await world.ask('asked');
    expect(await world.ask('hangs')).toBeUndefined();
    await gone(first);
  });

  it('is killed when it grows beyond its ceiling, and not kept when it is full after its answer', async () => {
    using world = open({ memoryBytesMax: 250 * 1024 * 1024 });
    const first = await world.ask('asked');
    await world.ask('grows');
    await gone(first);
  });

  it('is left alone for a while when it fails all the time', async () => {
    using world = open({ failuresMax: 2 });
    await world.ask('ends');
    await world.ask('ends');
    expect(await world.ask('asked')).toBeUndefined();
    expect(await world.ask('asked', { name: 'another tool' })).toMatch(/^\d+$/);
  });

  it('ends with the question that is called off', async () => {
    using world = open();
    const first = await world.ask('asked');
    const stop = new AbortController();
    const asked = world.ask('waits', {}, stop.signal);
    stop.abort();
    await expect(asked).rejects.toSatisfy(isCancelled);
    await gone(first);
  });

  it('gives way to another when too many are alive, and is unloaded when idle', async () => {
    using world = open({ residentsMax: 1, idleMs: 300 });
    const first = await world.ask('asked');
    const second = await world.ask('asked', { name: 'another tool' });
    await gone(first);
    await gone(second);
    expect(world.logged).toEqual([]);
  });

  it('ends with the service', async () => {
    const world = open();
    const first = await world.ask('asked');
    world[Symbol.dispose]();
    await gone(first);
  });
});

function open(limits: Partial<ResidentLimits> = {}) {
  const logged: string[] = [];
  const residents = createResidents({
    processes: systemProcesses,
    clock: systemClock,
    module,
    limits,
    log: (message) => void logged.push(message),
  });
  return {
    logged,
    async ask(project: string, seat: { name?: string; state?: string } = {}, signal = never) {
      const where = { name: 'tool', state: 'settings', node: process.execPath, cwd: folder, ...seat };
      const question: Question = { tool: 'tsc', home: '', version: '', project, buildInfo: '' };
      return (await residents.ask(where, question, signal))?.stdout;
    },
    [Symbol.dispose]: () => residents.dispose(),
  };
}

/** Resolves when a process is no more. */
async function gone(pid: string | undefined): Promise<void> {
  while (systemProcesses.isAlive(Number(pid))) await sleep(10);
}
