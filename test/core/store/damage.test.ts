import {
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
  closeSync,
} from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { schema, type Schema } from '../../../server/src/core/store/index.ts';
import { accepted } from '../../support/sentence-of.ts';
import type { UnreliableDisk } from '../../support/unreliable-disk.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';
import { countTo } from '../bus/durable-world.ts';
import {
  aSecondPasses,
  dumpOf,
  emptyDisk,
  freshDump,
  openWorld,
  Place,
  progress,
  record,
  signal,
  type StoreWorld,
} from './store-world.ts';

const records = 400;
let place: Place;
let disk: UnreliableDisk;
let world: StoreWorld;
let whole: string;

beforeEach(async () => {
  place = new Place();
  disk = await emptyDisk();
  world = openWorld(disk, 'database', place);
  await Promise.all(
    countTo(records).map((n) =>
      record(world, 'task.progress', progress(`t${n % 7}`, `message ${n} ${'x'.repeat(100)}`)),
    ),
  );
  whole = await dumpOf(world);
});
afterEach(async () => {
  await world.store.close();
  place[Symbol.dispose]();
});

function overwrite(path: string, offset: number, bytes: Buffer): void {
  const file = openSync(path, 'r+');
  writeSync(file, bytes, 0, bytes.length, offset);
  closeSync(file);
}

/** Writes the journal back, so that everything lies in the database file itself. */
async function reopened(): Promise<void> {
  await world.store.close();
  world = openWorld(disk, 'database', place);
  await dumpOf(world);
}

const harms: Readonly<Record<string, () => void>> = {
  'is deleted': () => rmSync(place.path),
  'is deleted with its journal': () => {
    rmSync(place.path);
    rmSync(`${place.path}-wal`);
  },
  'loses its folder': () => rmSync(`${place.folder}/store`, { recursive: true }),
  'is cut to nothing': () => truncateSync(place.path, 0),
  'is cut in the middle': () => truncateSync(place.path, 9_000),
  'is renamed away': () => renameSync(place.path, `${place.folder}/away`),
  'is replaced by another database': () => {
    const other = new DatabaseSync(`${place.folder}/other.db`);
    other.exec('CREATE TABLE something (a)');
    other.close();
    renameSync(`${place.folder}/other.db`, place.path);
  },
  'is replaced by a copy of itself': () => {
    copyFileSync(place.path, `${place.folder}/copy`);
    renameSync(`${place.folder}/copy`, place.path);
  },
  'is overwritten by what is no database': () => writeFileSync(place.path, Buffer.alloc(70_000, 5)),
  'has pages overwritten': () => overwrite(place.path, 8_192, Buffer.alloc(20_000, 7)),
  'has one bit flipped': () => {
    const byte = readFileSync(place.path)[20_000] ?? 0;
    overwrite(place.path, 20_000, Buffer.of(byte ^ 4));
  },
};

describe('a database that, while it is in use,', () => {
  test.each(Object.entries(harms))(
    '%s is noticed within a second and built anew, the same',
    async (_what, harm) => {
      await reopened();
      harm();
      await aSecondPasses(world);
      expect(world.events.map(({ kind }) => kind)).toEqual(['damaged', 'rebuilt']);
      expect(world.store.condition()).toMatchObject({ kind: 'database', state: 'ready', rebuilds: 1 });
      expect(await dumpOf(world)).toBe(whole);
      // It is a whole one again, on its path, and goes on.
      await record(world, 'task.progress', progress('t1', 'afterwards'));
      await reopened();
      expect(await dumpOf(world)).toBe(await freshDump(disk, 'memory'));
      expect(world.events).toEqual([]);
    },
  );

  test.each(Object.entries(harms))('%s answers no question from what is damaged', async (_what, harm) => {
    await reopened();
    harm();
    // No time passes: the question itself finds out.
    expect(await dumpOf(world)).toBe(whole);
    expect(world.events.map(({ kind }) => kind)).toEqual(['damaged', 'rebuilt']);
  });

  test('loses its journal, or has it cut, is noticed', async () => {
    await record(world, 'task.progress', progress('t1', 'in the journal'));
    await dumpOf(world);
    expect(existsSync(`${place.path}-wal`)).toBe(true);
    truncateSync(`${place.path}-wal`, 100);
    await aSecondPasses(world);
    rmSync(`${place.path}-wal`);
    await aSecondPasses(world);
    expect(world.store.condition().rebuilds).toBe(2);
    expect(await dumpOf(world)).toBe(await freshDump(disk, 'memory'));
  });

  test('is damaged while it is being built anew, is built anew again', async () => {
    await reopened();
    rmSync(place.path);
    const asked = dumpOf(world);
    // The loop stops between transactions: there it is harmed once more.
    let harmed = 0;
    const harm = () => {
      if (harmed < 3 && existsSync(place.path)) {
        harmed += 1;
        rmSync(place.path);
      }
      if (harmed < 3) setImmediate(harm);
    };
    harm();
    expect(await asked).toBe(whole);
    expect(world.store.condition().rebuilds).toBeGreaterThanOrEqual(3);
    expect(world.events.map(({ kind }) => kind)).toEqual(['damaged', 'rebuilt']);
  });

  test('is damaged again and again is given up for memory, which is said', async () => {
    for (let time = 0; time < 9; time++) {
      rmSync(place.path, { force: true });
      await aSecondPasses(world);
    }
    expect(world.store.condition()).toMatchObject({ kind: 'memory', state: 'ready' });
    expect(world.store.condition().trouble).toContain('again and again');
    expect(await dumpOf(world)).toBe(whole);
  });

  test('is left alone is never built anew', async () => {
    for (const n of countTo(20)) {
      await record(world, 'task.progress', progress('t1', `more ${n}`));
      await aSecondPasses(world);
    }
    expect(world.store.condition().rebuilds).toBe(0);
  });
});

describe('a database that was harmed while nobody used it', () => {
  const offline: Readonly<Record<string, () => void>> = {
    ...harms,
    'has a value changed by hand': () => {
      const database = new DatabaseSync(place.path);
      database.exec(
        "UPDATE task_progress SET payload = replace(payload, 'message 7 ', 'message 8 ') WHERE seq = 7",
      );
      database.close();
    },
    'lacks a table': () => {
      const database = new DatabaseSync(place.path);
      database.exec('DROP TABLE task_progress');
      database.close();
    },
    'is a folder': () => {
      rmSync(place.path);
      mkdirSync(`${place.path}/inside`, { recursive: true });
    },
  };
  test.each(Object.entries(offline))('%s answers as if nothing was', async (_what, harm) => {
    await world.store.close();
    try {
      harm();
    } catch {
      // Where its journal is gone by then, there is nothing to remove.
    }
    world = openWorld(disk, 'database', place);
    expect(await dumpOf(world)).toBe(whole);
  });
});

describe('a database of one process', () => {
  test('is not shared: the second one answers from memory, and takes over when the first has ended', async () => {
    const clock = new VirtualClock();
    const second = openWorld(disk, 'database', place, { clock });
    expect(await dumpOf(second)).toBe(whole);
    expect(second.store.condition()).toMatchObject({ kind: 'memory' });
    expect(second.store.condition().trouble).toContain('Another Grace has the database');
    await world.store.close();
    await clock.advance(11_000);
    await aSecondPasses(second);
    expect(second.store.condition()).toMatchObject({ kind: 'database', state: 'ready' });
    expect(second.store.condition()).not.toHaveProperty('trouble');
    expect(await dumpOf(second)).toBe(whole);
    await second.store.close();
  });

  test('of a newer Grace is left as it is', async () => {
    await world.store.close();
    const database = new DatabaseSync(place.path);
    database.exec('PRAGMA user_version = 99');
    database.close();
    const before = readFileSync(place.path);
    world = openWorld(disk, 'database', place);
    expect(await dumpOf(world)).toBe(whole);
    expect(world.store.condition()).toMatchObject({ kind: 'memory' });
    expect(world.store.condition().trouble).toContain('A newer Grace');
    await world.store.close();
    expect(readFileSync(place.path).equals(before)).toBe(true);
  });

  const next = schema.version + 1;
  test.each<[string, Schema['migrations'][number], number]>([
    ['changed in place', { version: next, statements: ['CREATE INDEX later ON task_done (time_ms)'] }, 0],
    ['told from the log again', { version: next, rebuild: true }, 1],
  ])('of an older Grace is %s', async (_how, migration, rebuilds) => {
    await world.store.close();
    const newer = { version: next, create: schema.create, migrations: [...schema.migrations, migration] };
    world = openWorld(disk, 'database', place, { schema: newer });
    expect(await dumpOf(world)).toBe(whole);
    expect(world.store.condition()).toMatchObject({ kind: 'database', rebuilds });
    await world.store.close();
    const database = new DatabaseSync(place.path);
    expect(database.prepare('PRAGMA user_version').get()).toEqual({ user_version: next });
    database.close();
  });
});

test('where the disk takes nothing, the answers come from memory until it does again', async () => {
  const clock = new VirtualClock();
  using other = new Place();
  // A folder that cannot be made stands for it.
  writeFileSync(`${other.folder}/store`, 'in the way');
  const held = openWorld(disk, 'database', other, { clock });
  expect(await dumpOf(held)).toBe(whole);
  expect(held.store.condition()).toMatchObject({ kind: 'memory' });
  rmSync(`${other.folder}/store`);
  await clock.advance(11_000);
  await aSecondPasses(held);
  expect(held.store.condition()).toMatchObject({ kind: 'database' });
  expect(accepted(await held.store.find('task.progress', { limit: 1 }, signal))).toHaveLength(1);
  await held.store.close();
});
