import { writeWhole } from './create.ts';
import { encodeHead, writeHead, type End, type Head, type Heads } from './head.ts';
import type { LogFiles } from './log-files.ts';
import type { Walked } from './walk.ts';

/**
 * Makes the end of the log firm again after a crash, under the turn: removes what is no whole record, and makes durable what
 * is whole but was never acknowledged. Answers with the head from then on.
 */
export async function repairTail(
  { heads, head, promised, walked }: FoundTail,
  files: LogFiles,
): Promise<{ readonly head: Head; readonly cutBytes: number }> {
  const { end, torn } = walked;
  await removeSegments(torn.segments, files);
  const cutBytes = await cutBehind(end, files);
  const isComplete = heads.unreadable.length === 0 && heads.missing.length === 0;
  if (end.seq === promised.seq && isComplete) return { head, cutBytes };
  await rewrite(promised, end, files);
  const next: Head = { ...end, generation: head.generation + 1 };
  if (isComplete) await writeHead(next, files.layout, files.disk);
  else await writeAnew(next, files);
  return { head: next, cutBytes };
}

export interface FoundTail {
  readonly heads: Heads;
  readonly head: Head;
  /** The place behind the last acknowledged record. */
  readonly promised: End;
  readonly walked: Walked;
}

/** Whether anything lies on disk that `repairTail` would change. */
export async function needsRepair({ heads, promised, walked }: FoundTail, files: LogFiles): Promise<boolean> {
  const { end, torn } = walked;
  if (heads.unreadable.length > 0 || heads.missing.length > 0) return true;
  if (end.seq !== promised.seq || torn.bytes > 0 || torn.segments.length > 0) return true;
  return !(await isExactlyAt(end, files));
}

/** Whether both files of the last segment end where the log does. */
export async function isExactlyAt(end: End, { layout, disk }: LogFiles): Promise<boolean> {
  const chain = await disk.stat(layout.chain(end.segment));
  const blobs = await disk.stat(layout.blobs(end.segment));
  return chain?.sizeBytes === end.chainBytes && blobs?.sizeBytes === end.blobsBytes;
}

/** Whether a file of the last segment ends before what was read of it: nothing known of the log is sure then. */
export async function isCutShort(end: End, { layout, disk }: LogFiles): Promise<boolean> {
  const chain = await disk.stat(layout.chain(end.segment));
  const blobs = await disk.stat(layout.blobs(end.segment));
  return (chain?.sizeBytes ?? 0) < end.chainBytes || (blobs?.sizeBytes ?? 0) < end.blobsBytes;
}

async function removeSegments(segments: readonly number[], { layout, disk }: LogFiles): Promise<void> {
  for (const firstSeq of segments) {
    await disk.remove(layout.chain(firstSeq));
    await disk.remove(layout.blobs(firstSeq));
  }
  if (segments.length > 0) await disk.syncFolder(layout.folder);
}

/** Cuts both files of the last segment where the log ends. */
export async function cutBehind(end: End, { layout, disk }: LogFiles): Promise<number> {
  let cutBytes = 0;
  for (const [path, sizeBytes] of [
    [layout.chain(end.segment), end.chainBytes],
    [layout.blobs(end.segment), end.blobsBytes],
  ] as const) {
    const there = (await disk.stat(path))?.sizeBytes ?? 0;
    if (there <= sizeBytes) continue;
    await disk.truncate(path, sizeBytes);
    await disk.syncData(path);
    cutBytes += there - sizeBytes;
  }
  return cutBytes;
}

/**
 * Writes the same bytes over what was never acknowledged, then syncs. Syncing alone is not enough: where a sync failed
 * before, the system may believe that these pages are on disk.
 */
async function rewrite(from: End, to: End, files: LogFiles): Promise<void> {
  if (from.seq === to.seq) return;
  const { layout, disk } = files;
  // A group never spans segments, so at most one segment was begun behind the acknowledged end.
  const isBegun = to.segment !== from.segment;
  for (const [path, start, end] of [
    [layout.chain(to.segment), isBegun ? 0 : from.chainBytes, to.chainBytes],
    [layout.blobs(to.segment), isBegun ? 0 : from.blobsBytes, to.blobsBytes],
  ] as const) {
    const bytes = await disk.readRange(path, start, end - start);
    if (bytes) await disk.writeAt(path, start, bytes);
    await disk.syncData(path);
  }
  await disk.syncFolder(layout.folder);
}

async function writeAnew(head: Head, files: LogFiles): Promise<void> {
  const { layout, disk } = files;
  await writeWhole(layout.heads[head.generation % 2 === 0 ? 0 : 1], encodeHead(head), files);
  await disk.syncFolder(layout.folder);
}
