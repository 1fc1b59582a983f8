import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemDisk } from '../../../server/src/adapters/index.ts';
import { Cancelled, Emitter, isRefusal, refused } from '../../../server/src/base/index.ts';
import type { DiskPort } from '../../../server/src/core/ports/index.ts';
import { keptEpochs, type Epoch } from '../../../server/src/services/restore/epochs/epoch.ts';
import { keepEpochs } from '../../../server/src/services/restore/epochs/keep.ts';
import { openEpochs, type EpochsOptions } from '../../../server/src/services/restore/epochs/open.ts';
import { accepted, sentenceOf } from '../../support/sentence-of.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const signal = new AbortController().signal;
const hourMs = 60 * 60_000;
let state: string;

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'grace-epochs-'));
  mkdirSync(join(state, 'config'));
  writeFileSync(join(state, 'config', 'user.last-good.json'), '{ "text": "" }');
  writeFileSync(join(state, 'approvals.json'), '{}');
  writeFileSync(join(state, 'boots.json'), '[]');
});

afterEach(() => rmSync(state, { recursive: true, force: true }));

/** Epochs of a state folder, on a clock of their own. */
function world(options: Partial<EpochsOptions> = {}) {
  const clock = new VirtualClock();
  const warnings: string[] = [];
  let ids = 0;
  const epochs = openEpochs({
    ...{ stateFolder: state, disk: systemDisk, clock, build: 'build 1' },
    ids: () => `e${String((ids += 1)).padStart(4, '0')}`,
    logEnd: () => Promise.resolve({ seq: 7, hash: 'abc' }),
    newestPoint: () => Promise.resolve('r1'),
    places: ['approvals.json', 'config', 'run-memory.jsonl'],
    warn: (message) => void warnings.push(message),
    ...options,
  });
  return { epochs, clock, warnings };
}

const kept = () => readdirSync(join(state, 'epochs')).sort();

describe('an epoch', () => {
  test('holds what follows from nothing else, and says where log, code and build were', async () => {
    const { epochs } = world();
    const taken = accepted(await epochs.take('boot', signal));
    expect(taken).toMatchObject({
      ...{ reason: 'boot', log: { seq: 7, hash: 'abc' }, restorePoint: 'r1', build: 'build 1' },
      files: [{ path: 'approvals.json', sizeBytes: 2 }, { path: 'config/user.last-good.json' }],
    });
    expect(await epochs.list()).toEqual([taken]);
    expect(readFileSync(join(state, 'epochs', taken.id, 'approvals.json'), 'utf8')).toBe('{}');
    writeFileSync(join(state, 'approvals.json'), '{ "later": 1 }');
    expect((await epochs.filesOf(taken))?.get('approvals.json')?.toString()).toBe('{}');
  });

  test('is taken while nothing is applied, and not at all where that is not to be had', async () => {
    const order: string[] = [];
    const { epochs } = world({
      exclusive: () => {
        order.push('held');
        return Promise.resolve({ release: () => Promise.resolve(void order.push('released')) });
      },
      newestPoint: () => {
        order.push('looked');
        return Promise.resolve(undefined);
      },
    });
    expect(accepted(await epochs.take('hourly', signal))).not.toHaveProperty('restorePoint');
    expect(order).toEqual(['held', 'looked', 'released']);
    const busy = world({ exclusive: () => Promise.resolve(refused('Somebody is at it.')) });
    expect(sentenceOf(await busy.epochs.take('hourly', signal))).toBe('Somebody is at it.');
    expect(kept()).toHaveLength(1);
  });

  test('does not count when it is not there as it was written, or cannot be written', async () => {
    const forgetful: DiskPort = {
      ...systemDisk,
      write: (path, content, mode) =>
        systemDisk.write(path, path.endsWith('approvals.json') ? Buffer.from('[]') : content, mode),
    };
    const { epochs } = world({ disk: forgetful });
    expect(sentenceOf(await epochs.take('boot', signal))).toContain('is not there when it is read again');
    expect(kept()).toEqual([]);
    const full = world({
      disk: {
        ...systemDisk,
        sync: () => Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' })),
      },
    });
    expect(sentenceOf(await full.epochs.take('boot', signal))).toMatch(/could not be kept in .*epochs/u);
    expect(await full.epochs.list()).toEqual([]);
  });

  test('that is damaged is let go, which is said; one that a crash cut off goes without a word', async () => {
    const { epochs, warnings } = world();
    const first = accepted(await epochs.take('boot', signal));
    const second = accepted(await epochs.take('hourly', signal));
    writeFileSync(join(state, 'epochs', first.id, 'approvals.json'), '[]');
    mkdirSync(join(state, 'epochs', 'e0099.new'));
    expect(await epochs.filesOf(first)).toBeUndefined();
    await epochs.tidy();
    expect(kept()).toEqual([second.id]);
    expect(warnings).toEqual([`The kept state ${first.id} is damaged, and was let go.`]);
  });

  test('that a newer Grace kept stays, and is none that could be put back', async () => {
    const { epochs, warnings } = world();
    mkdirSync(join(state, 'epochs', 'e9000'), { recursive: true });
    writeFileSync(join(state, 'epochs', 'e9000', 'epoch.json'), '{ "format": 2, "id": "e9000" }');
    const { id } = accepted(await epochs.take('boot', signal));
    expect(kept()).toEqual([id, 'e9000']);
    expect(await epochs.list()).toHaveLength(1);
    expect((await epochs.survey())[0]).toEqual({ id: 'e9000', condition: 'newer' });
    expect(warnings).toEqual([]);
  });

  test('takes the place of the oldest where there are too many', async () => {
    const { epochs } = world({ bounds: { countMax: 2, bytesMax: 1_000, ageMaxMs: hourMs } });
    for (const reason of ['hourly', 'boot', 'hourly', 'hourly'] as const)
      accepted(await epochs.take(reason, signal));
    expect(kept()).toEqual(['e0002', 'e0004']);
  });

  test('leaves out a file that is too large, and says so', async () => {
    writeFileSync(join(state, 'run-memory.jsonl'), Buffer.alloc(8 * 1024 * 1024 + 1));
    const { epochs, warnings } = world();
    const { files } = accepted(await epochs.take('boot', signal));
    expect(files.map(({ path }) => path)).not.toContain('run-memory.jsonl');
    expect(warnings).toEqual([expect.stringContaining('run-memory.jsonl of the state is too large')]);
  });
});

test('the oldest give way to count, size and age; the newest and the last good one never do', () => {
  const epochsOf = fc.array(
    fc.record({ atHours: fc.integer({ min: 0, max: 400 }), isBoot: fc.boolean(), bytes: fc.nat(60) }),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(epochsOf, fc.constantFrom(200, 100_000), (drawn, bytesMax) => {
      const bounds = { countMax: 10, bytesMax, ageMaxMs: 200 * hourMs };
      const epochs = drawn
        .sort((one, other) => one.atHours - other.atHours)
        .map(({ atHours, isBoot, bytes }, index): Epoch => ({
          ...{ format: 1, id: `e${String(index).padStart(3, '0')}`, build: '' },
          time: new Date(atHours * hourMs).toISOString(),
          reason: isBoot ? 'boot' : 'hourly',
          files: [{ path: 'a', sizeBytes: bytes, sha256: '' }],
        }));
      const nowMs = 400 * hourMs;
      const stay = keptEpochs(epochs, nowMs, bounds);
      const newest = epochs.at(-1);
      const lastGood = epochs.findLast(({ reason }) => reason === 'boot');
      if (newest) expect(stay).toContain(newest);
      if (lastGood) expect(stay).toContain(lastGood);
      expect(stay.length).toBeLessThanOrEqual(bounds.countMax);
      const others = stay.filter((epoch) => epoch !== newest && epoch !== lastGood);
      const bytes = stay.reduce((sum, { files }) => sum + (files[0]?.sizeBytes ?? 0), 0);
      if (others.length > 0) expect(bytes).toBeLessThanOrEqual(bounds.bytesMax);
      for (const { time } of others) expect(Date.parse(time)).toBeGreaterThanOrEqual(nowMs - bounds.ageMaxMs);
      // Whoever goes is older than whoever stays of the others, but for what is too old or held.
      expect(stay.map(({ id }) => id)).toEqual([...stay.map(({ id }) => id)].sort().reverse());
      if (epochs.length <= 3) expect(stay.length).toBeGreaterThanOrEqual(Math.min(1, epochs.length));
      const fits = epochs.filter(({ time }) => Date.parse(time) >= nowMs - bounds.ageMaxMs);
      const all = epochs.reduce((sum, { files }) => sum + (files[0]?.sizeBytes ?? 0), 0);
      if (epochs.length <= bounds.countMax && all <= bounds.bytesMax)
        for (const epoch of fits) expect(stay).toContain(epoch);
    }),
    { seed: 4, numRuns: 300 },
  );
});

describe('epochs are kept', () => {
  function running(options: Partial<EpochsOptions> = {}) {
    const live = new Emitter<void>();
    const made = world(options);
    const end = new AbortController();
    const keeping = keepEpochs({ epochs: made.epochs, clock: made.clock, onLive: live.event });
    const run = keeping.run(end.signal);
    const over = expect(run).rejects.toThrow(Cancelled);
    return {
      ...{ ...made, live, keeping },
      /** What is under way on the disk comes to its end. */
      async until(isSo: () => Promise<boolean>) {
        await expect.poll(isSo, { interval: 2 }).toBe(true);
      },
      async stop() {
        end.abort();
        await over;
      },
    };
  }

  const reasonsOf = async ({ epochs }: Pick<ReturnType<typeof world>, 'epochs'>) =>
    (await epochs.list()).map(({ reason }) => reason).join();

  test('with each boot that succeeded, and every hour after it', async () => {
    const grace = running();
    expect(await reasonsOf(grace)).toBe('');
    grace.live.fire();
    await grace.until(async () => (await reasonsOf(grace)) === 'boot');
    await grace.clock.advance(hourMs - 1);
    expect(await reasonsOf(grace)).toBe('boot');
    await grace.clock.advance(1);
    await grace.until(async () => (await reasonsOf(grace)) === 'hourly,boot');
    // The next hour begins when the last one is kept.
    await grace.until(async () => {
      await grace.clock.advance(hourMs);
      return (await reasonsOf(grace)).startsWith('hourly,hourly');
    });
    await grace.stop();
  });

  test('once an hour, also by two windows', async () => {
    const grace = running();
    await grace.clock.advance(hourMs - 10 * 60_000);
    accepted(await grace.epochs.take('boot', signal));
    await grace.clock.advance(10 * 60_000);
    await grace.stop();
    expect(await reasonsOf(grace)).toBe('boot');
  });

  test('or it is said why not, until it works again', async () => {
    let isBusy = true;
    const grace = running({
      exclusive: () =>
        Promise.resolve(isBusy ? refused('Somebody is at it.') : { release: () => Promise.resolve() }),
    });
    grace.live.fire();
    await grace.until(() => Promise.resolve(grace.keeping.trouble() !== undefined));
    expect(grace.keeping.trouble()).toBe('The state as it is now could not be kept. Somebody is at it.');
    isBusy = false;
    grace.live.fire();
    await grace.until(() => Promise.resolve(grace.keeping.trouble() === undefined));
    expect(isRefusal(await grace.epochs.list())).toBe(false);
    await grace.stop();
  });
});
