import { dirname, join } from 'node:path';
import type { FileRecord } from './record.ts';
import type { WritePorts } from './write-ports.ts';

/** Folder of plain copies that a person may have to look at. */
export const rescuedFolder = 'rescued';

/** Lays out the content from before as plain files, and answers with their folder. A kept copy that is damaged throws. */
export async function keepPreImages(
  id: string,
  records: readonly FileRecord[],
  ports: WritePorts,
): Promise<string> {
  const folder = join(ports.folder, rescuedFolder, id);
  await ports.disk.makeFolder(folder);
  for (const { path, before } of records) {
    if (!before) continue;
    const copy = join(folder, ...path.split('/'));
    await ports.disk.makeFolder(dirname(copy));
    await ports.disk.write(copy, (await ports.store.read(before)).bytes, 0o600);
  }
  return folder;
}
