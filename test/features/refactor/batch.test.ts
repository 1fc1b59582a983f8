import { describe, expect, it } from 'vitest';
import { Cancelled, systemClock } from '../../../server/src/base/index.ts';
import { createBatch, openRunMemory, type RunResult } from '../../../server/src/features/refactor/index.ts';
import { seeded, UnreliableDisk } from '../../support/unreliable-disk.ts';
import { batchWorld, requestAt, type BatchWorld } from './batch-world.ts';

const signal = new AbortController().signal;
type RunRequest = Parameters<ReturnType<typeof createBatch>['run']>[0];

const everything: RunRequest = {
  exact: [],
  paths: [''],
  gates: 'full',
  apply: 'proven',
  limit: 1_000,
  past: 'used',
  approved: true,
};

async function openDisk(): Promise<UnreliableDisk> {
  const disk = new UnreliableDisk(seeded(1));
  await disk.makeFolder('/state');
  return disk;
}

/** A batch over the world, as a new process sees it: what it remembers it reads from the disk. */
function batchOf(
  world: BatchWorld,
  disk: UnreliableDisk,
  options: { build?: string; now?: () => number } = {},
) {
  let ids = 0;
  const clock = { ...systemClock, now: options.now ?? (() => systemClock.now()) };
  return createBatch({
    refactor: world.service,
    memory: () =>
      openRunMemory({ file: '/state/memory', disk, clock, warn: (message) => world.warnings.push(message) }),
    build: options.build ?? '1',
    read: (path) => Promise.resolve(world.files.get(path)),
    sourceFiles: () => Promise.resolve([...world.files.keys()].sort()),
    newId: () => `run-${systemClock.monotonic()}-${++ids}`,
  });
}

/** Every outcome as `title: verdict`. */
function said({ outcomes, applied }: RunResult): readonly string[] {
  return outcomes.map(({ title, proposal, report, verdict, waits }) => {
    const end = waits ? 'waits' : (report?.verdict ?? verdict ?? 'refused');
    return `${title}: ${proposal && applied.has(proposal.id) ? 'applied' : end}`;
  });
}

describe('a run that applies', () => {
  it('goes on in rounds until nothing is left, also where places are in each other’s way', async () => {
    const world = batchWorld({ 'a.ts': 'todo one\ntodo two\ntodo three\n', 'b.ts': 'todo four\n' });
    const result = await batchOf(world, await openDisk()).run(everything, {}, signal);
    expect(world.files.get('a.ts')).toContain('done one\ndone two\ndone three\n');
    expect(result).toMatchObject({ state: 'done', waiting: 0, points: ['point-1', 'point-2', 'point-3'] });
    expect(said(result)).toHaveLength(4);
  });

  it('finds nothing to do the second time: what was refused, failed or only checked is counted, and not tried', async () => {
    const world = batchWorld({ 'a.ts': 'todo one\n1\ntodo refuse\n1\ntodo bad\n1\ntodo check\n1\n' });
    const disk = await openDisk();
    const first = await batchOf(world, disk).run(everything, {}, signal);
    expect(said(first)).toEqual([
      'Finish todo one: applied',
      'Finish todo refuse: refused',
      'Finish todo bad: failed',
      'Finish todo check: checked',
    ]);
    const tried = world.edits.length;
    const groups = world.groups.length;
    const second = await batchOf(world, disk).run(everything, {}, signal);
    expect(second).toMatchObject({ outcomes: [], lookedAtBefore: 3, state: 'done', resumed: false });
    expect([world.edits.length, world.groups.length]).toEqual([tried, groups]);
  });

  it('tries again with --fresh, after the file changed, with another build, and after a month', async () => {
    const world = batchWorld({ 'a.ts': 'todo refuse\n' });
    const disk = await openDisk();
    const count = async (request: Partial<RunRequest> = {}, options: Parameters<typeof batchOf>[2] = {}) => {
      const before = world.edits.length;
      await batchOf(world, disk, options).run({ ...everything, ...request }, {}, signal);
      return world.edits.length - before;
    };
    expect(await count()).toBe(1);
    expect(await count()).toBe(0);
    expect(await count({ past: 'ignored' })).toBe(1);
    expect(await count({}, { build: '2' })).toBe(1);
    expect(await count({}, { now: () => systemClock.now() + 31 * 86_400_000 })).toBe(1);
    world.files.set('a.ts', 'todo refuse\n// edited\n');
    expect(await count()).toBe(1);
  });

  it('tries a place that is named, whatever is known of it', async () => {
    const world = batchWorld({ 'a.ts': 'todo refuse\n' });
    const disk = await openDisk();
    await batchOf(world, disk).run(everything, {}, signal);
    const exact = { ...everything, paths: [], exact: [requestAt(world, 'a.ts', 'todo refuse')] };
    expect(said(await batchOf(world, disk).run(exact, {}, signal))).toEqual(['finish: refused']);
  });

  it('leaves the rest for later at its limit, and says how many', async () => {
    const world = batchWorld({ 'a.ts': 'todo one\n1\n2\ntodo two\n1\n2\ntodo three\n' });
    const result = await batchOf(world, await openDisk()).run({ ...everything, limit: 2 }, {}, signal);
    expect(said(result)).toEqual(['Finish todo one: applied', 'Finish todo two: applied']);
    expect(result.waiting).toBe(1);
  });

  it('proves what is proven once more without what is only checked, and applies just that', async () => {
    const world = batchWorld({ 'a.ts': 'todo one\n', 'b.ts': 'todo check\n' });
    await batchOf(world, await openDisk()).run(everything, {}, signal);
    expect(world.groups.slice(0, 2).map((changes) => changes.map(({ files }) => files[0]?.path))).toEqual([
      ['a.ts', 'b.ts'],
      ['a.ts'],
    ]);
    expect(world.files.get('b.ts')).toBe('todo check\n');
  });
});

describe('a run that only looks', () => {
  it('is one round, says how many wait, and shows what it found again the next time', async () => {
    const world = batchWorld({ 'a.ts': 'todo one\ntodo two\n', 'b.ts': 'todo check\n' });
    const disk = await openDisk();
    const look = { ...everything, apply: 'nothing' as const };
    const first = await batchOf(world, disk).run(look, {}, signal);
    expect(said(first)).toEqual([
      'Finish todo one: proven',
      'Finish todo two: waits',
      'Finish todo check: checked',
    ]);
    expect(first).toMatchObject({ waiting: 1, points: [] });
    const again = await batchOf(world, disk).run(look, {}, signal);
    expect(said(again)).toEqual(said(first));
    // The edits are known.
    expect(world.edits).toHaveLength(3);
  });
});

describe('a run that is interrupted', () => {
  it('answers with what is known, and goes on from there: no edit is made twice', async () => {
    const world = batchWorld({ 'a.ts': 'todo refuse\n1\ntodo one\n1\ntodo two\n1\n2\n' });
    const disk = await openDisk();
    const controller = new AbortController();
    const first = await batchOf(world, disk).run(
      everything,
      { onProgress: (message) => (message.startsWith('Preparing 3') ? controller.abort() : undefined) },
      controller.signal,
    );
    expect(first.state).toBe('interrupted');
    expect(said(first)).toEqual(['finish: refused']);
    const second = await batchOf(world, disk).run(everything, {}, signal);
    expect(second).toMatchObject({ state: 'done', resumed: true });
    expect(said(second)).toEqual([
      'Finish todo refuse: refused',
      'Finish todo one: applied',
      'Finish todo two: applied',
    ]);
    expect(world.edits).toEqual(['a.ts:1', 'a.ts:3', 'a.ts:5']);
  });

  it('uses no edit that was made on another tree', async () => {
    const world = batchWorld({ 'a.ts': 'todo one\n', 'b.ts': '1\n' });
    const disk = await openDisk();
    const look = { ...everything, apply: 'nothing' as const };
    await batchOf(world, disk).run(look, {}, signal);
    world.files.set('b.ts', '2\n');
    await batchOf(world, disk).run(look, {}, signal);
    expect(world.edits).toEqual(['a.ts:1', 'a.ts:1']);
  });
});

describe('finding', () => {
  it('leaves out what was refused before, tells file by file, and ranks at the end', async () => {
    const world = batchWorld({ 'a.ts': 'todo one\n1\ntodo refuse\n', 'b.ts': 'todo 5 two\n' });
    const disk = await openDisk();
    const find = async (past: RunRequest['past']) => {
      const told: string[] = [];
      const found = await batchOf(world, disk).find(
        { paths: [''], past },
        ({ opportunities }) => told.push(...opportunities.map(({ title }) => title)),
        signal,
      );
      return { told, ranked: found.opportunities.map(({ title }) => title), before: found.lookedAtBefore };
    };
    expect((await find('used')).told).toEqual(['Finish todo one', 'Finish todo refuse', 'Finish todo 5 two']);
    await batchOf(world, disk).run({ ...everything, apply: 'nothing' }, {}, signal);
    expect(await find('used')).toEqual({
      told: ['Finish todo one', 'Finish todo 5 two'],
      ranked: ['Finish todo 5 two', 'Finish todo one'],
      before: 1,
    });
    expect((await find('ignored')).told).toHaveLength(3);
  });

  it('stops when it is cancelled', async () => {
    const world = batchWorld({ 'a.ts': 'todo one\n', 'b.ts': 'todo two\n' });
    const controller = new AbortController();
    const finding = batchOf(world, await openDisk()).find(
      { paths: [''], past: 'used' },
      () => controller.abort(),
      controller.signal,
    );
    await expect(finding).rejects.toBeInstanceOf(Cancelled);
  });
});

describe('the memory on the disk', () => {
  it('survives a power cut in any place: what is torn is found out again, the rest is used', async () => {
    const world = batchWorld({ 'a.ts': 'todo refuse\n', 'b.ts': 'todo refuse\n' });
    const disk = await openDisk();
    await batchOf(world, disk).run(everything, {}, signal);
    const whole = (await disk.read('/state/memory')) ?? Buffer.alloc(0);
    for (let length = 0; length <= whole.length; length += 97) {
      await disk.write('/state/memory', whole.subarray(0, length));
      const result = await batchOf(world, disk).run(everything, {}, signal);
      expect(result.state).toBe('done');
      expect(result.outcomes.length + result.lookedAtBefore).toBe(2);
    }
    expect(world.warnings).toEqual([]);
  });

  it('that cannot be written costs the memory and not the run', async () => {
    const world = batchWorld({ 'a.ts': 'todo one\n' });
    const disk = await openDisk();
    const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    disk.write = () => Promise.reject(full);
    expect(said(await batchOf(world, disk).run(everything, {}, signal))).toEqual([
      'Finish todo one: applied',
    ]);
    expect(world.warnings).toEqual(['What this run finds out is not remembered: no space left on device.']);
  });
});
