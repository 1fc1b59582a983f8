import { mkdtemp, open, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { systemFolderWatch } from '../../server/src/adapters/index.ts';

let folder: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'grace-watch-')));
  await writeFile(join(folder, 'kept'), 'before');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const lost = () => {
  throw new Error('the watch was lost');
};

it('says soon that it tells, and tells of a file that is written in place, made, replaced and removed, by its name', async () => {
  const told = new Set<string | undefined>();
  const watching = systemFolderWatch.watch(folder, (name) => told.add(name), lost);
  await vi.waitFor(() => expect(told.size).toBe(1), 5_000);
  told.clear();
  const file = await open(join(folder, 'kept'), 'r+');
  await file.write(Buffer.from('B'), 0, 1, 0);
  await file.close();
  await vi.waitFor(() => expect(told).toEqual(new Set(['kept'])), 5_000);
  told.clear();
  await writeFile(join(folder, 'new'), '');
  await rename(join(folder, 'new'), join(folder, 'named'));
  await rm(join(folder, 'kept'));
  await vi.waitFor(() => expect(told).toEqual(new Set(['new', 'named', 'kept'])), 5_000);
  watching?.dispose();
});

it('tells nothing once it is disposed of', async () => {
  const told: unknown[] = [];
  systemFolderWatch.watch(folder, (name) => told.push(name), lost)?.dispose();
  const after = vi.fn<(name?: string) => void>();
  const watching = systemFolderWatch.watch(folder, after, lost);
  await writeFile(join(folder, 'kept'), 'after');
  await vi.waitFor(() => expect(after).toHaveBeenCalled(), 5_000);
  expect(told).toEqual([]);
  watching?.dispose();
});

it('does not watch a folder that is not there', () => {
  expect(systemFolderWatch.watch(join(folder, 'nothing'), () => undefined, lost)).toBeUndefined();
});
