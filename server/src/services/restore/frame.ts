import { crc32 } from 'node:zlib';
import { z } from 'zod';
import { limits } from './limits.ts';
import { recordSchema, type JournalRecord } from './record.ts';

/** Starts every frame, so that reading can find its way again behind a damaged one. */
const marker = Buffer.from('\nGRJ:', 'latin1');
const lengthBytes = 4;
const crcBytes = 4;
const headBytes = marker.length + lengthBytes + crcBytes;

export interface Damage {
  readonly fromByte: number;
  readonly toByte: number;
}

export interface Frames {
  readonly records: readonly { readonly record: JournalRecord; readonly atByte: number }[];
  /** Unreadable stretches that valid records follow: not a torn tail, but a broken disk or a foreign hand. */
  readonly damage: readonly Damage[];
  /** Bytes at the end that are no whole record: what a crash in the middle of an append leaves. */
  readonly tornBytes: number;
}

/**
 * One record as it lies in the journal: marker, length, CRC-32 of the body, body (JSON). `tornBefore` bytes in front of it
 * are the known rest of an append that failed: they are left there, because on a full disk nothing can be rewritten.
 */
export function encodeFrame(record: JournalRecord, tornBefore = 0): Buffer {
  const body = Buffer.from(JSON.stringify(tornBefore > 0 ? { ...record, tornBefore } : record), 'utf8');
  const head = Buffer.alloc(headBytes);
  marker.copy(head);
  head.writeUInt32LE(body.length, marker.length);
  head.writeUInt32LE(crc32(body), marker.length + lengthBytes);
  return Buffer.concat([head, body]);
}

export function decodeFrames(bytes: Buffer): Frames {
  const records: { record: JournalRecord; atByte: number }[] = [];
  const damage: Damage[] = [];
  let position = 0;
  let unreadableFrom: number | undefined;
  while (position < bytes.length) {
    const frame = frameAt(bytes, position);
    if (frame) {
      if (unreadableFrom !== undefined && position - unreadableFrom !== frame.tornBefore)
        damage.push({ fromByte: unreadableFrom, toByte: position });
      unreadableFrom = undefined;
      records.push({ record: frame.record, atByte: position });
      position = frame.end;
      continue;
    }
    unreadableFrom ??= position;
    const next = bytes.indexOf(marker, position + 1);
    if (next === -1) break;
    position = next;
  }
  return { records, damage, tornBytes: unreadableFrom === undefined ? 0 : bytes.length - unreadableFrom };
}

interface Frame {
  readonly record: JournalRecord;
  readonly tornBefore: number;
  readonly end: number;
}

const tornSchema = z.object({ tornBefore: z.number().int().default(0) });

function frameAt(bytes: Buffer, start: number): Frame | undefined {
  const bodyStart = start + headBytes;
  if (bodyStart > bytes.length || marker.compare(bytes, start, start + marker.length) !== 0) return undefined;
  const length = bytes.readUInt32LE(start + marker.length);
  const end = bodyStart + length;
  if (length > limits.recordBytesMax || end > bytes.length) return undefined;
  const body = bytes.subarray(bodyStart, end);
  if (crc32(body) !== bytes.readUInt32LE(start + marker.length + lengthBytes)) return undefined;
  const json = parseJson(body.toString('utf8'));
  const record = recordSchema.safeParse(json);
  const torn = tornSchema.safeParse(json);
  if (!record.success || !torn.success) return undefined;
  return { record: record.data, tornBefore: torn.data.tornBefore, end };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: the schema turns it away.
    return undefined;
  }
}
