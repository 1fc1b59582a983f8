import { erasedSeqOf } from './erased.ts';
import type { End, Head } from './head.ts';
import type { LogFiles } from './log-files.ts';
import { scanSegment, startOf, type Visit } from './scan.ts';
import { blobsHeaderBytes, chainHeaderBytes, decodeChainHeader, isBlobsHeader } from './segment.ts';

/** A record that was acknowledged and cannot be read: it and what follows is not certain any more. */
export interface Damage {
  readonly seq: number;
  /** First record number of the segment it lies in, or should. */
  readonly segment: number;
  /** What is wrong with the record, as a part of a sentence. */
  readonly what: string;
}

export interface Walked {
  /** Behind the last record that could be read. */
  readonly end: End;
  readonly damage?: Damage;
  /** What lies behind the end and was never acknowledged: the rest of an append, as a crash or a running one leaves it. */
  readonly torn: { readonly bytes: number; readonly segments: readonly number[] };
}

/** Reads the log from `start` to its end, over all segments, and judges what it finds by the head. */
export async function walk(
  start: End,
  head: Head,
  segments: readonly number[],
  files: LogFiles,
  visit: Visit,
): Promise<Walked> {
  const lacking = new Map<number, number>();
  let isRewritten = start.seq === head.seq && start.hash !== head.hash;
  const watch: Visit = (records) => {
    for (const { record, payload, end } of records) {
      if (!payload) lacking.set(record.seq, end.segment);
      else if (record.topic === 'log.erased') lacking.delete(erasedSeqOf(payload));
      if (record.seq === head.seq) isRewritten = record.hash !== head.hash;
    }
    return visit(records);
  };
  const walked = await walkSegments(start, head, segments, files, watch);
  const damages = [
    ...(walked.damage ? [walked.damage] : []),
    ...[...lacking].slice(0, 1).map(([seq, segment]) => ({ seq, segment, what: 'its payload is damaged' })),
    ...(isRewritten
      ? [{ seq: head.seq, segment: head.segment, what: 'it is not the record that the head remembers' }]
      : []),
  ];
  const first = damages.sort((a, b) => a.seq - b.seq)[0];
  return first ? { ...walked, damage: first } : walked;
}

async function walkSegments(
  start: End,
  head: Head,
  segments: readonly number[],
  files: LogFiles,
  visit: Visit,
): Promise<Walked> {
  let end = start;
  const rest = segments.slice(segments.indexOf(start.segment) + 1);
  const damaged = (what: string, segment: number): Walked => ({
    end,
    damage: { seq: end.seq + 1, segment, what },
    torn: { bytes: 0, segments: [] },
  });
  const stopped = (what: string, segment: number, bytes: number): Walked => {
    if (end.seq < head.seq) return damaged(what, segment);
    const stranger = rest.find((firstSeq) => firstSeq !== end.seq + 1);
    if (stranger !== undefined)
      return damaged('a segment lies there that does not continue the log', stranger);
    return { end, torn: { bytes, segments: rest } };
  };
  for (;;) {
    const scanned = await scanSegment(end, head.seq, files, visit);
    end = scanned.end;
    if (scanned.wrong !== undefined) return stopped(scanned.wrong, end.segment, scanned.restBytes);
    const next = rest[0];
    if (next === undefined) break;
    if (next !== end.seq + 1) return stopped('it is missing', end.segment, 0);
    const entered = await enterSegment(next, files);
    if (typeof entered === 'string') return stopped(entered, next, 0);
    if (entered.hash !== end.hash) return stopped('its segment does not continue the chain', next, 0);
    rest.shift();
    end = entered;
  }
  return stopped(`it was cut off, for the head remembers ${head.seq} records`, end.segment, 0);
}

/** The place before the first record of a segment; what is wrong with it as a part of a sentence. */
export async function enterSegment(firstSeq: number, { layout, disk }: LogFiles): Promise<End | string> {
  const chain = await disk.readRange(layout.chain(firstSeq), 0, chainHeaderBytes);
  const prev = chain && decodeChainHeader(chain, firstSeq);
  if (!prev) return 'the start of its segment is damaged';
  const blobs = await disk.readRange(layout.blobs(firstSeq), 0, blobsHeaderBytes);
  if (!blobs || !isBlobsHeader(blobs, firstSeq)) return 'the start of its payloads is damaged';
  return startOf(firstSeq, prev, blobsHeaderBytes);
}
