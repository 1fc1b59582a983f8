import { dirname, join } from 'node:path';
import { z } from 'zod';
import { sha256 } from '../../../base/index.ts';
import type { DiskPort } from '../../../core/ports/index.ts';
import { makeDurableFolder } from '../durable-folder.ts';

export const wholeFileSchema = z.object({ path: z.string(), sizeBytes: z.number(), sha256: z.string() });
export type WholeFile = z.infer<typeof wholeFileSchema>;

const ownerOnly = 0o600;

/** What is to be there, without the bytes. */
export function describeFiles(files: ReadonlyMap<string, Buffer>): WholeFile[] {
  return [...files].map(([path, bytes]) => ({ path, sizeBytes: bytes.length, sha256: sha256(bytes) }));
}

/** Writes files below a folder that nobody looks at yet; contents and names are durable when it resolves. */
export async function writeDurably(
  folder: string,
  files: ReadonlyMap<string, Buffer>,
  disk: DiskPort,
): Promise<void> {
  await makeDurableFolder(folder, disk);
  const touched = new Set<string>();
  for (const [path, bytes] of files) {
    const target = join(folder, path);
    await makeDurableFolder(dirname(target), disk);
    await disk.write(target, bytes, ownerOnly);
    await disk.sync(target);
    touched.add(dirname(target));
  }
  for (const each of touched) await disk.syncFolder(each);
}

/** Every file with its bytes; `undefined` unless each is there byte for byte. */
export async function readWhole(
  folder: string,
  wanted: readonly WholeFile[],
  disk: DiskPort,
): Promise<ReadonlyMap<string, Buffer> | undefined> {
  const found = new Map<string, Buffer>();
  for (const { path, sha256: hash } of wanted) {
    const bytes = await disk.read(join(folder, path)).catch(() => undefined);
    if (!bytes || sha256(bytes) !== hash) return undefined;
    found.set(path, bytes);
  }
  return found;
}
