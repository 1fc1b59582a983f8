import { emptyHead } from './create.ts';
import { erasedSeqOf } from './erased.ts';
import { readHeads, type End, type Head } from './head.ts';
import { listLog } from './layout.ts';
import type { LogFiles } from './log-files.ts';
import type { Visit } from './scan.ts';
import { headlessWhat } from './sentences.ts';
import type { Look } from './tail.ts';
import { enterSegment, walk } from './walk.ts';

/** Shows the acknowledged records behind `afterSeq`, up to the end or to the first damage. */
export async function readLog(afterSeq: number, files: LogFiles, see: Visit): Promise<Look> {
  const { newest } = await readHeads(files.layout, files.disk);
  const head = newest ?? emptyHead;
  const { segments } = await listLog(files.layout, files.disk);
  const segment = segments.findLast((firstSeq) => firstSeq <= afterSeq + 1) ?? segments[0];
  if (segment === undefined) {
    const lost = { seq: 1, segment: 1, what: 'every segment is gone' };
    return head.seq === 0 ? { lastSeq: 0 } : { lastSeq: 0, damage: lost };
  }
  const start = await enterSegment(segment, files);
  if (typeof start === 'string') {
    if (head.seq < segment && newest) return { lastSeq: head.seq };
    return { lastSeq: segment - 1, damage: { seq: segment, segment, what: start } };
  }
  let lastSeq = start.seq;
  let isStopped = false;
  let erased: ReadonlySet<number> | undefined;
  const { damage } = await walk(start, head, segments, files, async (records) => {
    const shown = [];
    for (const scanned of isStopped ? [] : records) {
      const { seq } = scanned.record;
      if (newest && seq > head.seq) break;
      // A payload may be missing only where a later record says that it was erased.
      if (!scanned.payload) erased ??= await erasedBehind(start, head, segments, files);
      isStopped = !scanned.payload && erased?.has(seq) !== true;
      if (isStopped) break;
      lastSeq = seq;
      if (seq > afterSeq) shown.push(scanned);
    }
    if (shown.length > 0) await see(shown);
  });
  // Another process may retire the oldest segments while they are read.
  const isRetired = damage && (await listLog(files.layout, files.disk)).segments[0] !== segments[0];
  if (isRetired) return readLog(lastSeq, files, see);
  if (damage) return { lastSeq, damage };
  if (newest) return { lastSeq };
  return { lastSeq, damage: { seq: lastSeq + 1, segment, what: headlessWhat } };
}

async function erasedBehind(
  start: End,
  head: Head,
  segments: readonly number[],
  files: LogFiles,
): Promise<ReadonlySet<number>> {
  const erased = new Set<number>();
  await walk(start, head, segments, files, (records) => {
    for (const { record, payload } of records)
      if (payload && record.topic === 'log.erased') erased.add(erasedSeqOf(payload));
  });
  return erased;
}
