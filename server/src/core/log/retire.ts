import { listLog } from './layout.ts';
import type { LogFiles } from './log-files.ts';
import { readSnapshot } from './snapshot.ts';
import { enterSegment } from './walk.ts';

/** The newest segment is written, and the one before it is what a damaged snapshot falls back on. */
const segmentsKeptMin = 2;

export interface Retirement {
  readonly throughSeq: number;
  /** Hash of that record, in hex. */
  readonly hash: string;
}

/** What is to be retired so that the rest fits; only what a snapshot covers, and what nobody needs any more. */
export async function planRetirement(
  retainedBytesMax: number,
  neededFrom: (throughSeq: number) => number | Promise<number>,
  files: LogFiles,
): Promise<Retirement | undefined> {
  const { layout, disk } = files;
  const { segments } = await listLog(layout, disk);
  const sizes: number[] = [];
  for (const firstSeq of segments) {
    const chain = await disk.stat(layout.chain(firstSeq));
    const blobs = await disk.stat(layout.blobs(firstSeq));
    sizes.push((chain?.sizeBytes ?? 0) + (blobs?.sizeBytes ?? 0));
  }
  let rest = sizes.reduce((sum, size) => sum + size, 0);
  let kept = 0;
  while (rest > retainedBytesMax && kept < segments.length - segmentsKeptMin) rest -= sizes[kept++] ?? 0;
  const firstWanted = segments[kept];
  if (kept === 0 || firstWanted === undefined) return undefined;
  const needed = await neededFrom(firstWanted - 1);
  for (; kept > 0; kept--) {
    const firstKept = segments[kept];
    if (firstKept === undefined || firstKept > needed || !(await readSnapshot(firstKept, files))) continue;
    const start = await enterSegment(firstKept, files);
    if (typeof start !== 'string') return { throughSeq: start.seq, hash: start.hash };
  }
  return undefined;
}

/**
 * Removes what a `log.retired` record speaks of, oldest first and each durably before the next, so that no crash leaves a
 * gap; then what belonged to segments that are gone.
 */
export async function removeRetired(throughSeq: number, { layout, disk }: LogFiles): Promise<void> {
  const { segments } = await listLog(layout, disk);
  for (const [index, firstSeq] of segments.entries()) {
    const next = segments[index + 1];
    if (next === undefined || next - 1 > throughSeq) break;
    await disk.remove(layout.chain(firstSeq));
    await disk.syncFolder(layout.folder);
  }
  const { segments: left, snapshots, blobs } = await listLog(layout, disk);
  const oldest = left[0] ?? 0;
  for (const firstSeq of blobs) if (firstSeq < oldest) await disk.remove(layout.blobs(firstSeq));
  for (const firstSeq of snapshots) if (firstSeq < oldest) await disk.remove(layout.snapshot(firstSeq));
  await disk.syncFolder(layout.folder);
}
