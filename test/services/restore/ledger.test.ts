import { describe, expect, test } from 'vitest';
import { refused, sha256 } from '../../../server/src/base/index.ts';
import { openLog, type Log } from '../../../server/src/core/log/index.ts';
import type { DiskPort } from '../../../server/src/core/ports/index.ts';
import {
  createRecordedEvents,
  createRestoreLedger,
  openRestore,
  type Restore,
} from '../../../server/src/services/restore/index.ts';
import { accepted } from '../../support/sentence-of.ts';
import { seeded, UnreliableDisk } from '../../support/unreliable-disk.ts';
import { entriesOf, hurriedClock } from '../../core/log/log-world.ts';
import { change, fill, root, signal, stateFolder, stillClock, world } from './crash-world.ts';

interface RecordedWorld {
  readonly restore: Restore;
  readonly log: Log;
  readonly warnings: string[];
}

let ids = 0;
let salts = 0;

/** Restore over a real log on the same disk, as `boot` composes it. */
async function openBoth(disk: DiskPort): Promise<RecordedWorld> {
  const recorded = createRecordedEvents();
  const log = openLog({
    folder: `${stateFolder}/log`,
    disk,
    clock: hurriedClock(),
    randomBytes: (lengthBytes) => Buffer.alloc(lengthBytes, (salts += 1)),
    projections: [recorded],
  });
  const warnings: string[] = [];
  const ledger = createRestoreLedger({
    recorded,
    catchUp: () => log.catchUp(),
    appendUnless: ({ topic, payload }, isThere) => log.appendUnless(topic, payload, isThere),
    warn: (message) => warnings.push(message),
  });
  const opened = await openRestore({
    root,
    stateFolder,
    disk,
    clock: stillClock(),
    ids: () => `r${(ids += 1)}`,
    ledger,
  });
  const restore = accepted(opened);
  return { restore, log, warnings };
}

async function filled(): Promise<UnreliableDisk> {
  const disk = new UnreliableDisk(seeded(1));
  await fill(disk);
  await disk.makeFolder(stateFolder);
  return disk;
}

async function topicsIn(log: Log): Promise<string[]> {
  return (await entriesOf(log)).map(({ topic }) => topic);
}

describe('what restore did is in the log', () => {
  test('when it is acknowledged: apply and undo, with the hashes of both sides', async () => {
    const { restore, log } = await openBoth(await filled());
    const { id } = accepted(await restore.apply(change, 'first', signal));
    const [applied] = await entriesOf(log);
    expect(applied).toMatchObject({ topic: 'restore.applied', payload: { id, title: 'first', by: 'grace' } });
    expect(applied?.payload).toMatchObject({
      files: change.files.map(({ path, before, after }) => ({
        path,
        before: before === null ? null : sha256(before),
        after: after === null ? null : sha256(after),
      })),
    });
    accepted(await restore.undo(id, signal));
    expect(await topicsIn(log)).toEqual(['restore.applied', 'restore.undone']);
    expect((await entriesOf(log))[1]?.payload).toMatchObject({ undoes: id, title: 'Undo: first' });
  });

  test('also for an apply that the editor made, and not for one it called off', async () => {
    const { restore, log } = await openBoth(await filled());
    await accepted(await restore.begin(change, 'called off', signal)).settle('abandoned');
    expect(await topicsIn(log)).toEqual([]);
    await accepted(await restore.begin(change, 'made', signal)).settle('applied');
    expect((await entriesOf(log)).map(({ payload }) => payload)).toMatchObject([
      { title: 'made', by: 'editor' },
    ]);
  });

  test('not when the apply was refused', async () => {
    const { restore, log } = await openBoth(await filled());
    const stale = { files: [{ path: 'a.ts', before: 'something else', after: 'x' }] };
    expect(await restore.apply(stale, 'stale', signal)).toHaveProperty('kind', 'refusal');
    expect(await topicsIn(log)).toEqual([]);
  });
});

describe('a log that fails', () => {
  test('never fails an apply or an undo; it is said once, and recorded as soon as the log takes it', async () => {
    const disk = await filled();
    const { restore, log, warnings } = await openBoth(disk);
    disk.fault = (_operation, path) => (path.includes('/log') ? 'ENOSPC' : undefined);
    const first = accepted(await restore.apply(change, 'first', signal));
    accepted(await restore.undo(first.id, signal));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(
      /stands and can be undone, but it is not in the log yet\. .*the disk is full/u,
    );
    disk.fault = () => undefined;
    accepted(await restore.apply(change, 'second', signal));
    expect(await topicsIn(log)).toEqual(['restore.applied', 'restore.undone', 'restore.applied']);
  });

  test('also one that refuses, or breaks in a way that nobody foresaw', async () => {
    const recorded = createRecordedEvents();
    const warnings: string[] = [];
    const warn = (message: string) => void warnings.push(message);
    const event = {
      topic: 'restore.recovered' as const,
      payload: { id: 'r', title: 't', time: '', outcome: 'finished' as const, files: [] },
    };
    const appendUnless = () => Promise.resolve(refused('The log is damaged.'));
    await createRestoreLedger({ recorded, catchUp: () => Promise.resolve(), appendUnless, warn }).record([
      event,
    ]);
    const broken = () => Promise.reject(new Error('The log broke.'));
    await createRestoreLedger({ recorded, catchUp: broken, appendUnless, warn }).record([event]);
    expect(warnings.map((message) => message.split('yet. ')[1])).toEqual([
      'The log is damaged.',
      'The log broke.',
    ]);
  });
});

describe('a crash at any operation of an apply and its undo', () => {
  test.each(['power-cut', 'killed'] as const)(
    'leaves nothing unrecorded and nothing recorded twice (%s)',
    async (crash) => {
      const rehearsed = await filled();
      const start = rehearsed.operations;
      await live(rehearsed);
      const operations = rehearsed.operations - start;
      let interrupted = 0;
      for (let index = 0; index <= operations; index++) {
        const disk = await filled();
        disk.settle();
        disk.cutAt = disk.operations + index;
        await live(disk).catch(() => undefined);
        disk.restart(crash);
        const { restore, log, warnings } = await openBoth(disk);
        const recoveries = await restore.recover(signal);
        if (recoveries.length > 0) interrupted += 1;
        const points = (await restore.list()).filter(({ state }) => state !== 'rolled-back');
        const told = (await entriesOf(log)).map(
          ({ topic, payload }) => `${topic} ${(payload as { id: string }).id}`,
        );
        const done = told.filter((line) => !line.startsWith('restore.recovered'));
        expect(done.map((line) => line.split(' ')[1]).sort()).toEqual(points.map(({ id }) => id).sort());
        expect(new Set(told).size).toBe(told.length);
        for (const { id } of recoveries) expect(told).toContain(`restore.recovered ${id}`);
        expect(warnings).toEqual([]);
      }
      expect(interrupted).toBeGreaterThan(10);
    },
  );

  async function live(disk: UnreliableDisk): Promise<void> {
    const { restore } = await openBoth(disk);
    await restore.recover(signal);
    const answer = await restore.apply({ files: change.files.slice(0, 2) }, 'first', signal);
    await restore.undo(accepted(answer).id, signal);
  }
});

test('an event that was recorded in another life is not recorded again', async () => {
  const disk = await filled();
  const one = await openBoth(disk);
  accepted(await one.restore.apply(change, 'first', signal));
  const two = await openBoth(disk);
  await two.restore.recover(signal);
  accepted(
    await two.restore.apply(
      { files: [{ path: 'late.ts', before: null, after: world['a.ts'] ?? '' }] },
      'late',
      signal,
    ),
  );
  expect(await topicsIn(two.log)).toEqual(['restore.applied', 'restore.applied']);
});
