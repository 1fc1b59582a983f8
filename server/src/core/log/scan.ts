import { sha256 } from '../../base/index.ts';
import type { End } from './head.ts';
import { limits } from './limits.ts';
import type { LogFiles } from './log-files.ts';
import { decodeRecord, type ChainRecord } from './record.ts';
import { chainHeaderBytes } from './segment.ts';

/** A record as it was read back. */
export interface Scanned {
  readonly record: ChainRecord;
  /** Salt and JSON; absent when the bytes are not the ones that the record was made for. */
  readonly payload?: Buffer;
  /** The place behind it. */
  readonly end: End;
}

export interface ScanResult {
  /** Behind the last record that was read. */
  readonly end: End;
  /** Absent when the segment ends there. Else why the next record cannot be read, as a part of a sentence. */
  readonly wrong?: string;
  /** Bytes behind the last record. */
  readonly restBytes: number;
}

/** Sees the records in order, some at a time. */
export type Visit = (records: readonly Scanned[]) => void | Promise<void>;

/**
 * Reads one segment from `start` on and checks each record: checksum, hash, number, chain, and its payload. `promisedSeq` is
 * the last record that was acknowledged: behind it, a record without its payload is no record, for it may be half an append.
 */
export async function scanSegment(
  start: End,
  promisedSeq: number,
  files: LogFiles,
  visit: Visit,
): Promise<ScanResult> {
  const { layout, disk } = files;
  const path = layout.chain(start.segment);
  let end = start;
  let bytes: Buffer = Buffer.alloc(0);
  for (;;) {
    const readFrom = end.chainBytes + bytes.length;
    const chunk = await disk.readRange(path, readFrom, limits.readBytes);
    if (!chunk) return { end, wrong: 'its segment is gone', restBytes: 0 };
    bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
    const decoded = decodeChain(bytes, end);
    for (const part of inPayloadReads(decoded.records)) {
      const scanned = await withPayloads(part, files);
      const half = scanned.findIndex(({ record, payload }) => !payload && record.seq > promisedSeq);
      const whole = half === -1 ? scanned : scanned.slice(0, half);
      await visit(whole);
      const last = whole.at(-1)?.end ?? end;
      bytes = bytes.subarray(last.chainBytes - end.chainBytes);
      end = last;
      if (half !== -1) return { end, wrong: 'its payload does not match', restBytes: bytes.length };
    }
    if (decoded.wrong !== undefined) return { end, wrong: decoded.wrong, restBytes: bytes.length };
    if (chunk.length === limits.readBytes) continue;
    if (bytes.length === 0) return { end, restBytes: 0 };
    return { end, wrong: 'it is cut off', restBytes: bytes.length };
  }
}

/** The place before the first record of a segment. */
export function startOf(segment: number, prev: string, blobsBytes: number): End {
  return { seq: segment - 1, hash: prev, segment, chainBytes: chainHeaderBytes, blobsBytes };
}

interface Linked {
  readonly record: ChainRecord;
  readonly end: End;
}

function decodeChain(
  bytes: Buffer,
  start: End,
): { readonly records: readonly Linked[]; readonly wrong?: string } {
  const records: Linked[] = [];
  let position = 0;
  let end = start;
  while (position < bytes.length) {
    const decoded = decodeRecord(bytes, position);
    if (decoded === 'incomplete') break;
    if ('wrong' in decoded) return { records, wrong: decoded.wrong };
    const { record } = decoded;
    if (record.seq !== end.seq + 1) return { records, wrong: `it says that it is record ${record.seq}` };
    if (record.prev !== end.hash) return { records, wrong: 'it does not continue the chain' };
    if (record.payloadAt !== end.blobsBytes) return { records, wrong: 'its payload is not where it belongs' };
    position += decoded.frameBytes;
    end = {
      seq: record.seq,
      hash: record.hash,
      segment: start.segment,
      chainBytes: start.chainBytes + position,
      blobsBytes: record.payloadAt + record.payloadBytes,
    };
    records.push({ record, end });
  }
  return { records };
}

/** Payloads lie one behind the other, so that many are one read; how many is bounded. */
function* inPayloadReads(records: readonly Linked[]): Generator<readonly Linked[]> {
  let part: Linked[] = [];
  let bytes = 0;
  for (const linked of records) {
    if (part.length > 0 && bytes + linked.record.payloadBytes > limits.payloadsReadBytes) {
      yield part;
      part = [];
      bytes = 0;
    }
    part.push(linked);
    bytes += linked.record.payloadBytes;
  }
  if (part.length > 0) yield part;
}

async function withPayloads(
  part: readonly Linked[],
  { layout, disk }: LogFiles,
): Promise<readonly Scanned[]> {
  const first = part[0];
  const last = part.at(-1);
  if (!first || !last) return [];
  const from = first.record.payloadAt;
  const path = layout.blobs(first.end.segment);
  const bytes = (await disk.readRange(path, from, last.end.blobsBytes - from)) ?? Buffer.alloc(0);
  return part.map(({ record, end }) => {
    const start = record.payloadAt - from;
    const payload = bytes.subarray(start, start + record.payloadBytes);
    return sha256(payload) === record.payloadHash ? { record, payload, end } : { record, end };
  });
}
