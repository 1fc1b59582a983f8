import type { Folding } from './folding.ts';
import type { End, Head } from './head.ts';
import type { Listing } from './layout.ts';
import type { LogFiles } from './log-files.ts';
import { readSnapshot } from './snapshot.ts';
import { enterSegment } from './walk.ts';

/**
 * Where reading has to begin: behind the newest snapshot that all projections understand, else at the oldest record. The
 * projections are in the state of that place. What is wrong with the start of the log, as a part of a sentence.
 */
export async function findStart(
  head: Head,
  { segments, snapshots }: Listing,
  files: LogFiles,
  folding: Folding,
): Promise<End | string> {
  folding.reset();
  for (const firstSeq of snapshots.toReversed()) {
    if (firstSeq - 1 > head.seq || !segments.includes(firstSeq)) continue;
    const snapshot = await readSnapshot(firstSeq, files);
    if (!snapshot) continue;
    const start = await enterSegment(firstSeq, files);
    if (typeof start === 'string' || start.hash !== snapshot.hash) continue;
    if (folding.restore(snapshot.states)) return start;
  }
  const oldest = segments[0];
  return oldest === undefined ? 'it is gone' : enterSegment(oldest, files);
}
