import type { Folding } from './folding.ts';
import { listLog } from './layout.ts';
import type { LogFiles } from './log-files.ts';
import { findRecord } from './find-record.ts';
import type { Taken } from './tail.ts';
import { rotate } from './write-group.ts';

/** A record whose payload has to go, and the `log.erased` record that says so. */
export interface Erasure {
  readonly seq: number;
  readonly by: number;
}

/**
 * Overwrites payloads that `log.erased` records speak of, then replaces the snapshots that may know of them by one that does
 * not. Doing it again changes nothing, so that the next process finishes what a crash interrupted.
 */
export async function completeErasures(
  erasures: readonly Erasure[],
  taken: Taken,
  folding: Folding,
  files: LogFiles,
): Promise<Taken> {
  const { layout, disk } = files;
  for (const { seq } of erasures) await blank(seq, files);
  const { snapshots } = await listLog(layout, disk);
  const knowing = snapshots.filter((firstSeq) =>
    erasures.some(({ seq, by }) => firstSeq > seq && firstSeq <= by),
  );
  if (knowing.length === 0) return taken;
  // They may be all that is left of retired records, so the new one is durable before they go.
  const end = await rotate(taken.end, folding, files);
  for (const firstSeq of knowing) await disk.remove(layout.snapshot(firstSeq));
  await disk.syncFolder(layout.folder);
  return { ...taken, end };
}

async function blank(seq: number, files: LogFiles): Promise<void> {
  const found = await findRecord(seq, files);
  if (!found) return;
  const { layout, disk } = files;
  const { payloadAt, payloadBytes } = found.record;
  const path = layout.blobs(found.end.segment);
  const bytes = await disk.readRange(path, payloadAt, payloadBytes);
  if (!bytes?.some((byte) => byte !== 0)) return;
  await disk.writeAt(path, payloadAt, Buffer.alloc(payloadBytes));
  await disk.syncData(path);
}
