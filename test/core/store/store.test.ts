import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Query } from '../../../server/src/core/store/index.ts';
import { accepted, sentenceOf } from '../../support/sentence-of.ts';
import { countTo, turns } from '../bus/durable-world.ts';
import { entriesOf, folder } from '../log/log-world.ts';
import {
  aSecondPasses,
  basePath,
  dumpOf,
  emptyDisk,
  freshDump,
  openWorld,
  Place,
  progress,
  record,
  signal,
  type EngineKind,
  type StoreWorld,
} from './store-world.ts';

let place: Place;
beforeEach(() => {
  place = new Place();
});
afterEach(() => place[Symbol.dispose]());

async function messages({ store }: StoreWorld, query: Query<'task.progress'> = {}) {
  const found = accepted(await store.find('task.progress', query, signal));
  return found.map(({ payload }) => payload.message);
}

describe.each<EngineKind>(['database', 'memory'])('a store in a %s', (kind) => {
  test('finds what is durable at that moment: by column, by number, newest or oldest first, so many', async () => {
    const world = openWorld(await emptyDisk(), kind, place);
    for (const n of countTo(6))
      await record(world, 'task.progress', progress(n % 2 ? 'odd' : 'even', `m${n}`));
    await record(world, 'tools.approved', { commands: [] });
    expect(await messages(world)).toEqual(['m6', 'm5', 'm4', 'm3', 'm2', 'm1']);
    expect(await messages(world, { where: { task: 'odd' } })).toEqual(['m5', 'm3', 'm1']);
    expect(await messages(world, { order: 'oldest', limit: 2 })).toEqual(['m1', 'm2']);
    expect(await messages(world, { afterSeq: 2, beforeSeq: 5 })).toEqual(['m4', 'm3']);
    expect(await messages(world, { where: { task: "odd' OR 1=1 --" } })).toEqual([]);
    expect(world.store.condition()).toMatchObject({ kind, state: 'ready', appliedSeq: 7, rebuilds: 0 });
    expect(world.store.activity()).toEqual({ moved: 7, owed: 0 });
    await world.store.close();
    expect(sentenceOf(await world.store.find('task.progress', {}, signal))).toContain('closed');
  });

  test('finds what another process recorded', async () => {
    const disk = await emptyDisk();
    const world = openWorld(disk, kind, place);
    await record(world, 'task.progress', progress('a', 'mine'));
    using elsewhere = new Place();
    await record(openWorld(disk, 'memory', elsewhere), 'task.progress', progress('a', 'theirs'));
    expect(await messages(world)).toEqual(['theirs', 'mine']);
    await world.store.close();
  });

  test('keeps the newest rows of each table', async () => {
    const disk = await emptyDisk();
    const world = openWorld(disk, kind, place);
    await Promise.all(countTo(1_100).map(() => record(world, 'tools.approved', { commands: [] })));
    const found = accepted(await world.store.find('tools.approved', { order: 'oldest' }, signal));
    expect([found.length, found[0]?.seq, found.at(-1)?.seq]).toEqual([1_000, 101, 1_100]);
    expect(await freshDump(disk, kind)).toBe(await dumpOf(world));
    await world.store.close();
  });

  test('is the same after it was closed, and goes on where it was', async () => {
    const disk = await emptyDisk();
    const world = openWorld(disk, kind, place);
    await record(world, 'task.progress', progress('a', 'one'));
    await dumpOf(world);
    await world.store.close();
    await record(world, 'task.progress', progress('a', 'two'));
    const again = openWorld(disk, kind, place);
    expect(await messages(again)).toEqual(['two', 'one']);
    if (kind === 'database') expect(again.store.activity().moved).toBe(1);
    expect(await dumpOf(again)).toBe(await freshDump(disk, 'memory'));
    await again.store.close();
  });

  test('follows a log that was moved aside', async () => {
    const disk = await emptyDisk();
    const world = openWorld(disk, kind, place);
    for (const n of countTo(3)) await record(world, 'task.progress', progress('a', `old ${n}`));
    expect(await messages(world)).toHaveLength(3);
    await disk.rename(folder, `${folder}-aside`);
    for (const n of countTo(5)) await record(world, 'task.progress', progress('a', `new ${n}`));
    expect(await messages(world)).toEqual(countTo(5).map((n) => `new ${6 - n}`));
    await world.store.close();
  });

  test('answers what is certain of a damaged log, and says what is wrong', async () => {
    const disk = await emptyDisk();
    const first = openWorld(disk, 'memory', place);
    for (const n of countTo(3)) await record(first, 'task.progress', progress('a', `m${n}`));
    await first.store.close();
    const path = `${folder}/000000000001.blobs`;
    const { sizeBytes = 0 } = (await disk.stat(path)) ?? {};
    await disk.writeAt(path, sizeBytes - 5, Buffer.from('x'));
    const world = openWorld(disk, kind, place);
    expect(await messages(world)).toEqual(['m2', 'm1']);
    expect(world.store.condition().trouble).toContain('damaged at record 3');
    await world.store.close();
  });

  test('begins with its base where the log has retired what came before', async () => {
    const disk = await emptyDisk();
    const bounds = { segmentBytesMax: 1_500, retainedBytesMax: 5_000 };
    const world = openWorld(disk, kind, place, { bounds });
    for (const n of countTo(120)) {
      await record(world, 'task.progress', progress('a', `m${n}`));
      await turns(2);
    }
    const dump = await dumpOf(world);
    expect(await disk.stat(basePath)).toBeDefined();
    const left = await entriesOf(world.log);
    expect(left[0]?.seq).toBeGreaterThan(10);
    expect(await messages(world)).toHaveLength(120);
    await world.store.close();
    expect(await freshDump(disk, kind)).toBe(dump);
    // A base that somebody changed does not count, and what is left of the log answers.
    await disk.writeAt(basePath, 300, Buffer.from('xxx'));
    using other = new Place();
    const less = openWorld(disk, kind, other);
    const messagesLeft = left.filter(({ topic }) => topic === 'task.progress').length;
    expect(await messages(less)).toHaveLength(messagesLeft);
    await less.store.close();
  });

  test('knows nothing any more of what was erased, nor do its files and its base', async () => {
    const disk = await emptyDisk();
    const bounds = { segmentBytesMax: 1_500, retainedBytesMax: 5_000 };
    const world = openWorld(disk, kind, place, { bounds });
    for (const n of countTo(80)) {
      await record(world, 'task.progress', progress('a', `m${n}`));
      await turns(2);
    }
    const secret = await record(world, 'task.progress', progress('hush-task', 'hush-words'));
    for (const n of countTo(40)) {
      await record(world, 'task.progress', progress('a', `m${n}`));
      await turns(2);
    }
    await dumpOf(world);
    const base = async () => (await disk.read(basePath))?.toString() ?? '';
    // The base is written when the log has no more room: it may be from before the secret or from after it.
    accepted(await world.log.erase(secret, 'a secret'));
    expect(await dumpOf(world)).not.toContain('hush');
    await aSecondPasses(world);
    expect(await base()).not.toContain('hush');
    if (kind === 'database') expect(place.bytes()).not.toContain('hush');
    expect(await messages(world, { where: { task: 'hush-task' } })).toEqual([]);
    const dump = await dumpOf(world);
    await world.store.close();
    expect(await freshDump(disk, kind)).toBe(dump);
  });
});

test(
  'a database that lived through everything says what a memory says that reads the log once',
  { timeout: 120_000 },
  async () => {
    const step = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({ do: fc.constant('record' as const), count: fc.integer({ min: 1, max: 12 }) }),
      },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('erase' as const), which: fc.nat() }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('rebuild' as const) }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('ask' as const) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        using own = new Place();
        const disk = await emptyDisk();
        let world = openWorld(disk, 'database', own, { bounds: { segmentBytesMax: 2_000 } });
        let last = 0;
        for (const each of steps) {
          if (each.do === 'record')
            for (const n of countTo(each.count))
              last = await record(world, 'task.progress', progress(`t${n % 3}`, `message ${n}`));
          if (each.do === 'erase' && last > 0) await world.log.erase(1 + (each.which % last), 'because');
          if (each.do === 'rebuild') expect(await world.store.rebuild(signal)).toBeUndefined();
          if (each.do === 'ask') await dumpOf(world);
          if (each.do !== 'restart') continue;
          await world.store.close();
          world = openWorld(disk, 'database', own, { bounds: { segmentBytesMax: 2_000 } });
        }
        const dump = await dumpOf(world);
        await world.store.close();
        expect(dump).toBe(await freshDump(disk, 'memory'));
      }),
      { numRuns: 30 },
    );
  },
);
