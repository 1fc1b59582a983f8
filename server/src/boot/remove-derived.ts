import { dirname, join } from 'node:path';
import type { DiskPort } from '../core/ports/index.ts';
import { cacheFolderOf } from '../core/state/index.ts';
import type { Around } from './around.ts';
import { databaseFile } from './log-parts.ts';

/** In the cache folder and no caches: where the analysis is at work, and what drills have to undo. */
const noCaches: readonly string[] = ['analysis', 'chaos'];

/** Removes the database, whatever lies in its place: it is built anew from the log. */
export async function removeDatabase({ state, disk }: Pick<Around, 'state' | 'disk'>): Promise<void> {
  await removeAnything(dirname(databaseFile(state)), disk);
}

/** Removes what was found out about the workspace: it is found out again. */
export async function removeCaches({ facts, machine, disk }: Around): Promise<void> {
  const folder = cacheFolderOf(facts.root, machine);
  if ((await disk.stat(folder))?.kind !== 'folder') return;
  for (const { name } of await disk.list(folder))
    if (!noCaches.includes(name)) await removeAnything(join(folder, name), disk);
}

async function removeAnything(path: string, disk: DiskPort): Promise<void> {
  if ((await disk.stat(path))?.kind === 'folder') await disk.removeTree(path);
  else await disk.remove(path);
}
