import { emptyHead } from './create.ts';
import type { Folding } from './folding.ts';
import type { End, Head, Heads } from './head.ts';
import type { Listing } from './layout.ts';
import type { LogFiles } from './log-files.ts';
import type { Scanned } from './scan.ts';
import { headlessWhat } from './sentences.ts';
import { findStart } from './start.ts';
import { walk, type Damage, type Walked } from './walk.ts';

/** A head that promises nothing, for a log whose head files are gone. */
export const headless: Head = { ...emptyHead, generation: -1 };

/** What lies on disk, judged by the head. */
export type Survey =
  | { readonly kind: 'empty' }
  | {
      readonly kind: 'damaged';
      readonly damage: Damage;
      /** The last record that is certain. */
      readonly lastSeq: number;
      /** How far the projections were folded, where they were. */
      readonly end?: End;
    }
  | {
      readonly kind: 'found';
      readonly heads: Heads;
      readonly head: Head;
      /** Behind the last acknowledged record. */
      readonly promised: End;
      readonly walked: Walked;
      /** Whole records that were never acknowledged. */
      readonly beyond: readonly Scanned[];
    };

interface OnDisk {
  readonly heads: Heads;
  readonly head: Head;
  readonly listing: Listing;
}

/** Reads from `known` on, or from the last snapshot, and hands acknowledged records to `fold`. */
export async function surveyFrom(
  known: End | undefined,
  { heads, head, listing }: OnDisk,
  files: LogFiles,
  folding: Folding,
  fold: (records: readonly Scanned[]) => void,
): Promise<Survey> {
  const oldest = listing.segments[0];
  if (oldest === undefined)
    return head.seq === 0 ? { kind: 'empty' } : gone({ seq: 1, segment: 1, what: 'every segment is gone' });
  const start = known ?? (await findStart(head, listing, files, folding));
  if (typeof start === 'string')
    return heads.newest && head.seq === 0
      ? { kind: 'empty' }
      : gone({ seq: oldest, segment: oldest, what: start });
  const beyond: Scanned[] = [];
  let promised = start;
  const walked = await walk(start, head, listing.segments, files, (records) => {
    const sure = heads.newest ? records.filter(({ record }) => record.seq <= head.seq) : records;
    fold(sure);
    promised = sure.at(-1)?.end ?? promised;
    beyond.push(...records.slice(sure.length));
  });
  // A segment that was begun and holds nothing yet is where the next record goes.
  const end = walked.end.seq === promised.seq ? walked.end : promised;
  const headGone = heads.newest ? undefined : { seq: end.seq + 1, segment: end.segment, what: headlessWhat };
  const damage = walked.damage ?? headGone;
  if (damage) return { kind: 'damaged', damage, lastSeq: Math.min(end.seq, damage.seq - 1), end };
  return { kind: 'found', heads, head, promised: end, walked, beyond };
}

function gone(damage: Damage): Survey {
  return { kind: 'damaged', damage, lastSeq: damage.seq - 1 };
}
