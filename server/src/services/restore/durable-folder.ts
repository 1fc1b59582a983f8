import { dirname } from 'node:path';
import type { DiskPort } from '../../core/ports/index.ts';

const ownerOnly = 0o700;

/** Makes a folder that only its owner may enter, and every missing one above it, durably. */
export async function makeDurableFolder(path: string, disk: DiskPort): Promise<void> {
  if (await disk.stat(path)) return;
  const parent = dirname(path);
  if (parent !== path) await makeDurableFolder(parent, disk);
  await disk.makeFolder(path);
  await disk.setMode(path, ownerOnly);
  await disk.syncFolder(parent);
}
