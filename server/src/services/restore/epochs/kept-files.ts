import { join } from 'node:path';
import type { DiskPort } from '../../../core/ports/index.ts';

/** The files that there are at these places, relative to the state folder: files themselves, and those right in a folder. */
export async function keptFiles(
  places: readonly string[],
  stateFolder: string,
  disk: DiskPort,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const place of places) {
    const stat = await disk.stat(join(stateFolder, place));
    if (stat?.kind === 'file') found.push(place);
    if (stat?.kind !== 'folder') continue;
    for (const { name, kind } of await disk.list(join(stateFolder, place)))
      if (kind === 'file') found.push(`${place}/${name}`);
  }
  return found;
}
