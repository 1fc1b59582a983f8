import { expect, test } from 'vitest';
import { refused } from '../../../server/src/base/index.ts';
import { createLifetime } from '../../../server/src/core/kernel/index.ts';
import { chaosKernel, openHalt, openUndoBook } from '../../../server/src/features/chaos/index.ts';
import { seeded, UnreliableDisk } from '../../support/unreliable-disk.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const signal = new AbortController().signal;
const knownWithinMs = 3_000;

async function start(claims: { isHeld: boolean } = { isHeld: false }) {
  const disk = new UnreliableDisk(seeded(1));
  for (const folder of ['/person', '/cache', '/state']) await disk.makeFolder(folder);
  const clock = new VirtualClock();
  const halt = openHalt('/person/chaos-halt', disk, clock);
  const book = openUndoBook('/state/chaos', disk);
  const alive = new Map<number, string>();
  let ids = 0;
  const warned: string[] = [];
  const kernel = await chaosKernel.start(
    {
      ...{ clock, halt, book, place: '/cache/chaos', ids: () => `${(ids += 1)}` },
      undo: {
        disk,
        processes: {
          within: (folder) =>
            Promise.resolve([...alive].filter(([, at]) => at === folder).map(([pid]) => pid)),
          kill: (pid) => void alive.delete(pid),
        },
        pause: () => Promise.resolve(),
      },
      claim: () => Promise.resolve(claims.isHeld ? refused('Held.') : { release: () => Promise.resolve() }),
      warn: (message) => warned.push(message),
    },
    createLifetime({ clock, onFailure: () => undefined }),
  );
  const record = { drill: 'd', folder: '/cache/chaos/d', plan: {}, expiresMs: 0 };
  return { kernel, disk, clock, halt, book, alive, record, warned };
}

test('is ready when what is written down as undone really is, and leaves no trace of having tried', async () => {
  const { kernel, disk } = await start();
  expect(await kernel.isReady(signal)).toBe('ready');
  expect(await disk.list('/state/chaos/undo')).toEqual([]);
  expect(await disk.list('/cache/chaos')).toEqual([]);
  await kernel.stop();
});

test('does not come between a drill that is being written down and its disk', async () => {
  const { kernel, clock, disk, book, record } = await start();
  const rename = disk.rename.bind(disk);
  let looks = 0;
  disk.rename = async (from, to) => {
    const { moved } = await kernel.beat(signal);
    await clock.advance(knownWithinMs);
    looks += (await kernel.beat(signal)).moved - moved;
    await rename(from, to);
  };
  await book.open(record);
  expect(looks).toBeGreaterThan(0);
  expect(await book.leftovers()).toEqual([record]);
  await kernel.stop();
});

test('removes what a drill left that died while it was written down', async () => {
  const { kernel, disk } = await start();
  await disk.makeFolder('/state/chaos/undo');
  for (const name of ['a.json.new', 'b.json'])
    await disk.write(`/state/chaos/undo/${name}`, Buffer.from('{"dr'));
  expect(await kernel.isReady(signal)).toBe('ready');
  expect(await disk.list('/state/chaos/undo')).toEqual([]);
  await kernel.stop();
});

test('writes nothing down beside somebody who runs drills, and is ready only where his can be read', async () => {
  const { kernel, disk, book, record } = await start({ isHeld: true });
  await book.open(record);
  const before = [...disk.tree('/state')];
  expect(await kernel.isReady(signal)).toBe('ready');
  expect([...disk.tree('/state')]).toEqual(before);
  disk.read = () => Promise.reject(new Error('EIO'));
  await expect(kernel.isReady(signal)).rejects.toThrow('EIO');
  await kernel.stop();
});

test('is not ready where nothing can be written down', async () => {
  const { kernel, disk } = await start();
  disk.fault = (operation) => (operation === 'write' ? 'EROFS' : undefined);
  await expect(kernel.isReady(signal)).rejects.toThrow('EROFS');
  await kernel.stop();
});

test('undoes what a drill left whose runner and dead man are gone', async () => {
  const { kernel, clock, disk, book, alive, record } = await start();
  await book.open(record);
  alive.set(7, record.folder);
  await clock.advance(knownWithinMs);
  expect([alive.size, await disk.stat(record.folder), await book.leftovers()]).toEqual([0, undefined, []]);
  expect(kernel.service.running()).toBeUndefined();
  await kernel.stop();
});

test('a removal that breaks off is tried again, and what is left is known by its mark', async () => {
  const { kernel, clock, disk, book, record } = await start();
  await book.open(record);
  await disk.makeFolder(`${record.folder}/state`);
  await disk.write(`${record.folder}/state/log`, Buffer.from('1'));
  const left: string[][] = [];
  disk.fault = (operation, path) => {
    if (operation !== 'removeTree' || !path.startsWith(record.folder) || left.length === 2) return undefined;
    left.push([...disk.tree(record.folder).keys()]);
    return 'ENOTEMPTY';
  };
  await clock.advance(knownWithinMs);
  expect(left.map((files) => files.some((path) => path.endsWith('grace-drill.json')))).toEqual([true, true]);
  expect([await disk.stat(record.folder), await book.leftovers()]).toEqual([undefined, []]);
  await kernel.stop();
});

test('a drill that its dead man undoes at the same time is undone', async () => {
  const { kernel, clock, disk, book, record, warned } = await start();
  await book.open(record);
  const list = disk.list.bind(disk);
  let isTaken = false;
  disk.list = async (path) => {
    if (path === record.folder && !isTaken) {
      isTaken = true;
      await disk.removeTree(record.folder);
    }
    return list(path);
  };
  await clock.advance(knownWithinMs);
  expect([isTaken, await book.leftovers(), warned]).toEqual([true, [], []]);
  await kernel.stop();
});

test('a drill that somebody runs is known, and left alone', async () => {
  const claims = { isHeld: true };
  const { kernel, clock, book, alive, record } = await start(claims);
  await book.open(record);
  alive.set(7, record.folder);
  await clock.advance(knownWithinMs);
  expect([kernel.service.running(), alive.size]).toEqual(['d', 1]);
  await kernel.stop();
});

test('the halt is known, and what is lacking because of it, until it is lifted', async () => {
  const { kernel, clock, halt } = await start();
  await halt.set('on');
  await clock.advance(knownWithinMs);
  expect(kernel.lacks?.()).toContain('/person/chaos-halt is there');
  await halt.set('off');
  await clock.advance(knownWithinMs);
  expect(kernel.lacks?.()).toBeUndefined();
  await kernel.stop();
  expect(clock.sleeping).toBe(0);
});

test('of a drill whose writing down was cut off, nothing is left once it is closed', async () => {
  const { kernel, disk, book, record } = await start();
  disk.fault = (operation) => (operation === 'rename' ? 'EIO' : undefined);
  await expect(book.open(record)).rejects.toThrow('EIO');
  expect(await disk.list('/state/chaos/undo')).toHaveLength(1);
  await book.close(record.drill);
  expect(await disk.list('/state/chaos/undo')).toEqual([]);
  await kernel.stop();
});
