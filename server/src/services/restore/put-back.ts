import { dirname, join } from 'node:path';
import { isRefusal, sha256 } from '../../base/index.ts';
import type { DiskPort } from '../../core/ports/index.ts';
import { inParallel } from './parallel.ts';
import { findPlace } from './place.ts';
import type { FileRecord, Image, IntentRecord } from './record.ts';
import { syncPlaces } from './sync-places.ts';
import type { WritePorts } from './write-ports.ts';
import { writeTemporary } from './write-temporary.ts';

/**
 * Brings every file that is wholly `after` back to `before` and removes what the operation left lying about: temporary
 * files by their exact names, folders it made that are empty. Files that are neither are never touched; they are named.
 * Can be repeated after a crash at any point.
 */
export async function putBack(
  intent: IntentRecord,
  ports: WritePorts,
): Promise<{ readonly untouched: readonly string[] }> {
  await removeTemporaries(intent, ports);
  const states = await inParallel(intent.files, (file) => stateOnDisk(file, ports));
  // Nothing is put back before all of it is known to be readable.
  const contents = await inParallel(intent.files, async (file, index) =>
    states[index] === 'after' && file.before ? ports.store.read(file.before) : undefined,
  );
  for (const folder of [...intent.empties].reverse())
    await ports.disk.makeFolder(join(ports.realRoot, folder));
  await inParallel(intent.files, async (file, index) => {
    if (states[index] !== 'after') return;
    const place = await findPlace(file.path, ports.realRoot, ports.disk);
    if (isRefusal(place)) return;
    const content = contents[index];
    if (!content) {
      await ports.disk.remove(place.target);
      return;
    }
    await ports.disk.makeFolder(dirname(place.target));
    const temporary = join(dirname(place.target), file.temporary);
    await writeTemporary(temporary, content, ports.disk);
    if ((await stateOnDisk(file, ports)) === 'after') await ports.disk.rename(temporary, place.target);
    else await ports.disk.remove(temporary);
  });
  for (const folder of [...intent.creates].reverse())
    await removeIfEmpty(join(ports.realRoot, folder), ports.disk);
  await syncPlaces(intent, ports);
  const untouched = intent.files.filter((_, index) => states[index] === 'neither');
  return { untouched: untouched.map((file) => file.path) };
}

/** What lies on disk where a file of an intent should be. */
export async function stateOnDisk(
  file: FileRecord,
  ports: WritePorts,
): Promise<'before' | 'after' | 'neither'> {
  const place = await findPlace(file.path, ports.realRoot, ports.disk);
  if (isRefusal(place)) return 'neither';
  const bytes = place.stat ? ((await ports.disk.read(place.target)) ?? null) : null;
  if (isImage(bytes, file.before)) return 'before';
  if (isImage(bytes, file.after)) return 'after';
  if (file.disk !== undefined && isImage(bytes, file.disk)) return 'before';
  return 'neither';
}

export function isImage(bytes: Buffer | null, image: Image | null): boolean {
  if (bytes === null || image === null) return bytes === image;
  return bytes.length === image.sizeBytes && sha256(bytes) === image.hash;
}

/** Only ours, by the exact names of the journal. */
export async function removeTemporaries(intent: IntentRecord, ports: WritePorts): Promise<void> {
  await inParallel(intent.files, async (file) => {
    const place = await findPlace(file.path, ports.realRoot, ports.disk);
    if (isRefusal(place) || place.missingFolders.length > 0) return;
    const temporary = join(dirname(place.target), file.temporary);
    if (await ports.disk.stat(temporary)) await ports.disk.remove(temporary);
  });
}

/** Removes a folder that holds nothing; one that somebody fills at the same moment stays. */
export async function removeIfEmpty(path: string, disk: DiskPort): Promise<void> {
  if ((await disk.stat(path))?.kind !== 'folder' || (await disk.list(path)).length > 0) return;
  try {
    await disk.removeFolder(path);
  } catch (thrown) {
    if ((await disk.list(path)).length === 0) throw thrown;
  }
}
