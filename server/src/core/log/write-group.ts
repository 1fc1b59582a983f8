import { createSegment } from './create.ts';
import type { Folding } from './folding.ts';
import { writeHead, type End, type Head } from './head.ts';
import type { LogFiles } from './log-files.ts';
import { encodeRecord, type ChainRecord } from './record.ts';
import { cutBehind } from './repair.ts';
import { startOf, type Scanned } from './scan.ts';
import { blobsHeaderBytes } from './segment.ts';
import { writeSnapshot } from './snapshot.ts';
import type { Taken } from './tail.ts';

/** A record before it has its place. */
export interface Draft {
  readonly topic: string;
  readonly timeMs: number;
  readonly payload: Buffer;
  readonly payloadHash: string;
}

export interface Written {
  readonly head: Head;
  readonly records: readonly Scanned[];
}

/**
 * Writes a group behind the end and makes it durable: chain and payloads first, then the head. Until the head is durable
 * nothing of it counts; when anything fails before, the group is cut off again.
 */
export async function writeGroup(
  drafts: readonly Draft[],
  { head, end }: Taken,
  files: LogFiles,
): Promise<Written> {
  const { layout, disk } = files;
  const { records, chain } = link(drafts, end);
  const outcomes = await Promise.allSettled([
    writeFirm(layout.chain(end.segment), end.chainBytes, Buffer.concat(chain), files),
    writeFirm(
      layout.blobs(end.segment),
      end.blobsBytes,
      Buffer.concat(drafts.map(({ payload }) => payload)),
      files,
    ),
  ]);
  const failure = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failure) {
    await cutAgain(end, files);
    throw failure.reason;
  }
  const next: Head = { ...(records.at(-1)?.end ?? end), generation: head.generation + 1 };
  await writeHead(next, layout, disk);
  return { head: next, records };
}

/** Begins a segment behind the end, after the state of that place is kept, so that reading can begin there. */
export async function rotate(end: End, folding: Folding, files: LogFiles): Promise<End> {
  await writeSnapshot({ seq: end.seq, hash: end.hash, states: folding.states() }, files);
  await createSegment(end.seq + 1, end.hash, files);
  return startOf(end.seq + 1, end.hash, blobsHeaderBytes);
}

function link(drafts: readonly Draft[], start: End): { records: Scanned[]; chain: Buffer[] } {
  const records: Scanned[] = [];
  const chain: Buffer[] = [];
  let end = start;
  for (const { topic, timeMs, payload, payloadHash } of drafts) {
    const fields: Omit<ChainRecord, 'hash'> = {
      seq: end.seq + 1,
      timeMs,
      topic,
      payloadHash,
      prev: end.hash,
      payloadAt: end.blobsBytes,
      payloadBytes: payload.length,
    };
    const { frame, hash } = encodeRecord(fields);
    end = {
      seq: fields.seq,
      hash,
      segment: end.segment,
      chainBytes: end.chainBytes + frame.length,
      blobsBytes: end.blobsBytes + payload.length,
    };
    records.push({ record: { ...fields, hash }, payload, end });
    chain.push(frame);
  }
  return { records, chain };
}

async function writeFirm(path: string, offset: number, bytes: Buffer, { disk }: LogFiles): Promise<void> {
  await disk.writeAt(path, offset, bytes);
  await disk.syncData(path);
}

/** What cannot be cut now is judged by the next who takes the turn, as after a crash. */
async function cutAgain(end: End, files: LogFiles): Promise<void> {
  await Promise.allSettled([cutBehind(end, files)]);
}
