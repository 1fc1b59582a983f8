import { throwIfCancelled, type Clock } from '../../base/index.ts';
import { logRetiredSchema } from '../../protocol/index.ts';
import { emptyHead } from './create.ts';
import { erasedSeqOf } from './erased.ts';
import { readHeads, type End } from './head.ts';
import { listLog, type Listing } from './layout.ts';
import type { Verification } from './log.ts';
import type { LogFiles } from './log-files.ts';
import { decodePayload } from './payload.ts';
import type { Retirement } from './retire.ts';
import type { Scanned } from './scan.ts';
import { damagedSentence, headlessWhat } from './sentences.ts';
import { readSnapshot } from './snapshot.ts';
import { enterSegment, walk, type Damage, type Walked } from './walk.ts';

/** Reads and checks everything, from the oldest record to the last. */
export async function verifyLog(files: LogFiles, clock: Clock, signal: AbortSignal): Promise<Verification> {
  const startedMs = clock.monotonic();
  const { layout, disk } = files;
  const heads = await readHeads(layout, disk);
  const listing = await listLog(layout, disk);
  const seen: Seen = {
    firstSeq: listing.segments[0] ?? 1,
    erased: new Set(),
    lacking: new Set(),
    ends: new Map(),
  };
  const walked = await walkAll(heads.newest ?? emptyHead, listing, files, (records) => {
    throwIfCancelled(signal);
    for (const scanned of records) note(scanned, seen);
  });
  // Another process may retire the oldest segments while they are read.
  const { segments } = await listLog(layout, disk);
  if (walked.damage && segments[0] !== listing.segments[0]) return verifyLog(files, clock, signal);

  const damage =
    walked.damage ?? (heads.newest ? undefined : headlessDamage(walked, listing)) ?? unretired(seen);
  const notes = [
    ...heads.unreadable.map(
      (path) =>
        `${path} cannot be read, as after a crash in the middle of writing it: the other head file stands in for it.`,
    ),
    ...(heads.newest
      ? heads.missing.map((path) => `${path} is missing: the other head file stands in for it.`)
      : []),
    ...(await notesOn(walked, seen, listing, files)),
  ];
  const last = walked.end.seq;
  return {
    ...(last >= seen.firstSeq ? { firstSeq: seen.firstSeq, lastSeq: last } : {}),
    erased: seen.erased.size,
    ...(damage ? { damage: shown(damage, seen.firstSeq, files) } : {}),
    notes,
    ms: clock.monotonic() - startedMs,
  };
}

interface Seen {
  readonly firstSeq: number;
  readonly erased: Set<number>;
  /** Records without their payload. */
  readonly lacking: Set<number>;
  /** Where the last record of each segment ended. */
  readonly ends: Map<number, End>;
  /** What the last `log.retired` record says. */
  retired?: Retirement;
  /** What the oldest segment continues. */
  prev?: string;
}

function note({ record, payload, end }: Scanned, seen: Seen): void {
  seen.prev ??= record.prev;
  seen.ends.set(end.segment, end);
  if (!payload) seen.lacking.add(record.seq);
  else if (record.topic === 'log.erased') seen.erased.add(erasedSeqOf(payload));
  else if (record.topic === 'log.retired') seen.retired = logRetiredSchema.parse(decodePayload(payload));
}

async function walkAll(
  head: End & { readonly generation: number },
  { segments }: Listing,
  files: LogFiles,
  visit: (records: readonly Scanned[]) => void,
): Promise<Walked> {
  const oldest = segments[0];
  const nothing: Walked = { end: emptyHead, torn: { bytes: 0, segments: [] } };
  if (oldest === undefined) {
    const damage = { seq: 1, segment: 1, what: 'every segment is gone' };
    return head.seq === 0 ? nothing : { ...nothing, damage };
  }
  const start = await enterSegment(oldest, files);
  if (typeof start !== 'string') return walk(start, head, segments, files, visit);
  if (head.seq === 0 && oldest === 1) return { ...nothing, torn: { bytes: 0, segments } };
  return { ...nothing, damage: { seq: oldest, segment: oldest, what: start } };
}

function headlessDamage({ end }: Walked, { segments }: Listing): Damage | undefined {
  if (segments.length === 0) return undefined;
  return { seq: end.seq + 1, segment: end.segment, what: headlessWhat };
}

/** Records that are gone are fine only where the log says itself that they were retired. */
function unretired({ firstSeq, retired, prev }: Seen): Damage | undefined {
  if (firstSeq === 1) return undefined;
  const isTold =
    retired &&
    (retired.throughSeq > firstSeq - 1 || (retired.throughSeq === firstSeq - 1 && retired.hash === prev));
  if (isTold) return undefined;
  return {
    seq: 1,
    segment: firstSeq,
    what: `it is gone with all up to ${firstSeq - 1}, and nothing says that they were retired`,
  };
}

function shown(damage: Damage, firstSeq: number, { layout }: LogFiles) {
  return {
    seq: damage.seq,
    file: layout.chain(damage.segment),
    message: damagedSentence(layout.folder, damage, firstSeq),
  };
}

async function notesOn(
  { torn, damage, end }: Walked,
  { ends, erased, lacking, firstSeq }: Seen,
  { segments, snapshots }: Listing,
  files: LogFiles,
): Promise<string[]> {
  const { layout, disk } = files;
  const notes: string[] = [];
  if (torn.bytes > 0 || torn.segments.length > 0)
    notes.push(
      `Behind record ${end.seq} lie ${torn.bytes} bytes that were never acknowledged: the next append cuts them off.`,
    );
  for (const seq of erased)
    if (seq >= firstSeq && !lacking.has(seq))
      notes.push(`The payload of record ${seq} is to be erased and still there: the next append erases it.`);
  for (const [segment, { blobsBytes }] of damage ? [] : ends) {
    const extra = ((await disk.stat(layout.blobs(segment)))?.sizeBytes ?? 0) - blobsBytes;
    if (extra > 0) notes.push(`${layout.blobs(segment)} has ${extra} bytes that belong to no record.`);
  }
  let hasSnapshot = false;
  for (const firstOf of snapshots) {
    if (!segments.includes(firstOf)) continue;
    const snapshot = await readSnapshot(firstOf, files);
    hasSnapshot ||= snapshot !== undefined;
    const before = [...ends.values()].find(({ seq }) => seq === firstOf - 1);
    if (!snapshot || (before && before.hash !== snapshot.hash))
      notes.push(`${layout.snapshot(firstOf)} is damaged: what it holds is read from the log again.`);
  }
  if (firstSeq > 1 && !hasSnapshot)
    notes.push(`No snapshot is left, so what followed from the retired records is forgotten.`);
  return notes;
}
