import { dirname, join } from 'node:path';
import type { DiskPort } from '../../../core/ports/index.ts';
import { makeDurableFolder } from '../durable-folder.ts';
import { keptFiles } from '../epochs/kept-files.ts';
import { epochLimits } from '../epochs/limits.ts';
import { writeDurably } from '../epochs/whole-files.ts';

export interface Target {
  readonly stateFolder: string;
  readonly disk: DiskPort;
  readonly places: readonly string[];
}

/** What is about to be put in place, beside it: the same for every rollback, so that none leaves anything for long. */
export const readyFolder = 'rollback.ready';

/**
 * Makes the kept places hold these files and no others; whoever is killed in the middle does it again from the start. Room
 * is taken before the first file is replaced, so that a full disk leaves everything as it is.
 */
export async function putInPlace(files: ReadonlyMap<string, Buffer>, target: Target): Promise<void> {
  await prepare(files, target);
  await swap(files, target);
  await unprepare(target);
}

export async function prepare(files: ReadonlyMap<string, Buffer>, target: Target): Promise<void> {
  await unprepare(target);
  await writeDurably(join(target.stateFolder, readyFolder), files, target.disk);
}

export async function unprepare({ stateFolder, disk }: Target): Promise<void> {
  await disk.removeTree(join(stateFolder, readyFolder));
}

async function swap(files: ReadonlyMap<string, Buffer>, target: Target): Promise<void> {
  const { stateFolder, disk } = target;
  const touched = new Set([stateFolder]);
  for (const [path] of files) {
    const file = join(stateFolder, path);
    const folder = dirname(file);
    // Something else may lie where the file or its folder was.
    if ((await disk.stat(file))?.kind === 'folder') await disk.removeTree(file);
    if ((await disk.stat(folder))?.kind === 'file') await disk.remove(folder);
    await makeDurableFolder(folder, disk);
    await disk.rename(join(stateFolder, readyFolder, path), file);
    touched.add(folder);
  }
  for (const path of await replaceable(target)) {
    if (files.has(path)) continue;
    await disk.remove(join(stateFolder, path));
    touched.add(dirname(join(stateFolder, path)));
  }
  for (const folder of touched) await disk.syncFolder(folder);
}

/** What of the state can be kept and put back. A file that is too large for it stays as it is. */
export async function replaceable({ places, stateFolder, disk }: Target): Promise<readonly string[]> {
  const found: string[] = [];
  for (const path of await keptFiles(places, stateFolder, disk)) {
    const stat = await disk.stat(join(stateFolder, path));
    if (stat && stat.sizeBytes <= epochLimits.fileBytesMax) found.push(path);
  }
  return found;
}

/** Whether every file is in place when it is read again. */
export async function isInPlace(
  files: ReadonlyMap<string, Buffer>,
  { stateFolder, disk }: Target,
): Promise<boolean> {
  for (const [path, bytes] of files)
    if (!(await disk.read(join(stateFolder, path)))?.equals(bytes)) return false;
  return true;
}
