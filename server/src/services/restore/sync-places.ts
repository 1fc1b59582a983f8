import { dirname, join } from 'node:path';
import { inParallel } from './parallel.ts';
import type { IntentRecord } from './record.ts';
import type { WritePorts } from './write-ports.ts';

/** Makes every name that an operation created, replaced or removed durable, and that of every folder on the way. */
export async function syncPlaces(intent: IntentRecord, { disk, realRoot }: WritePorts): Promise<void> {
  const folders = new Set<string>();
  for (const { path } of intent.files) folders.add(dirname(path));
  for (const folder of [...intent.creates, ...intent.empties]) folders.add(dirname(folder));
  await inParallel([...folders], async (folder) => {
    const path = join(realRoot, folder);
    if (await disk.stat(path)) await disk.syncFolder(path);
  });
}
