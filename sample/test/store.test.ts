import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { book } from '../src/bookings/book.ts';
import { loadBookings, saveBookings } from '../src/bookings/store.ts';
import { readConfig } from '../src/config.ts';
import { request, setUp } from './setup.ts';

describe('bookings in a file', () => {
  let folder = '';

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bookings-'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('come back, and ids go on', async () => {
    const { store } = setUp();
    book({ ...setUp(), store }, request());
    expect(await saveBookings(store, join(folder, 'a.json'))).toBe(true);
    const loaded = await loadBookings(join(folder, 'a.json'));
    expect(loaded.all()).toEqual(store.all());
    expect(loaded.nextId()).toBe('b2');
  });

  it('are none without a file, or from a damaged one', async () => {
    await writeFile(join(folder, 'bad.json'), '[{');
    expect((await loadBookings(join(folder, 'bad.json'))).all()).toEqual([]);
    expect((await loadBookings(join(folder, 'none.json'))).all()).toEqual([]);
  });

  it('cannot be saved everywhere', async () => {
    expect(await saveBookings(setUp().store, join(folder, 'none', 'a.json'))).toBe(false);
  });
});

describe('readConfig', () => {
  it('has defaults', () => {
    expect(readConfig({})).toEqual({ port: 8080, stayMinutes: 120, dataFile: 'bookings.json' });
  });

  it('reads variables', () => {
    const env = { PORT: '0', STAY_MINUTES: '90', DATA_FILE: 'x.json' };
    expect(readConfig(env)).toEqual({ port: 0, stayMinutes: 90, dataFile: 'x.json' });
  });

  it.each([{ PORT: '-1' }, { PORT: '65536' }, { STAY_MINUTES: '14' }, { STAY_MINUTES: 'long' }])(
    'refuses %j',
    (env) => {
      expect(() => readConfig(env)).toThrow(RangeError);
    },
  );
});
