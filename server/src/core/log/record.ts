import { crc32 } from 'node:zlib';
import { sha256 } from '../../base/index.ts';

export const hashBytes = 32;
/** Stands for the hash of the record before the first. */
export const noHash = '00'.repeat(hashBytes);
const integerBytes = 6;
const frameBytes = 8;
const at = {
  seq: 0,
  time: integerBytes,
  payloadAt: 2 * integerBytes,
  payloadLength: 3 * integerBytes,
  payloadHash: 22,
  prev: 22 + hashBytes,
  topicLength: 22 + 2 * hashBytes,
  topic: 23 + 2 * hashBytes,
} as const;
const topicLengthMax = 255;
const bodyBytesMin = at.topic + hashBytes;
const bodyBytesMax = bodyBytesMin + topicLengthMax;

/** One link of the chain as it lies on disk; its payload lies in the blobs beside it. */
export interface ChainRecord {
  /** 1 for the first record of a log; no number is left out. */
  readonly seq: number;
  /** Milliseconds since the Unix epoch. */
  readonly timeMs: number;
  readonly topic: string;
  /** Hashes are SHA-256 in hex: the runtime makes strings three times as fast as buffers of them. */
  readonly payloadHash: string;
  /** Hash of the record before; zeros for the first. */
  readonly prev: string;
  /** Over everything above and of where the payload lies. */
  readonly hash: string;
  /** Where the payload lies in the blobs of its segment. */
  readonly payloadAt: number;
  readonly payloadBytes: number;
}

/** Length (4 bytes), CRC-32 of the rest (4 bytes), fields, hash. All numbers little-endian. */
export function encodeRecord(fields: Omit<ChainRecord, 'hash'>): {
  readonly frame: Buffer;
  readonly hash: string;
} {
  const topic = Buffer.from(fields.topic, 'utf8');
  const fieldBytes = at.topic + topic.length;
  const frame = Buffer.alloc(frameBytes + fieldBytes + hashBytes);
  const body = frame.subarray(frameBytes);
  body.writeUIntLE(fields.seq, at.seq, integerBytes);
  body.writeUIntLE(fields.timeMs, at.time, integerBytes);
  body.writeUIntLE(fields.payloadAt, at.payloadAt, integerBytes);
  body.writeUInt32LE(fields.payloadBytes, at.payloadLength);
  body.write(fields.payloadHash, at.payloadHash, 'hex');
  body.write(fields.prev, at.prev, 'hex');
  body.writeUInt8(topic.length, at.topicLength);
  topic.copy(body, at.topic);
  const hashed = sha256(body.subarray(0, fieldBytes));
  body.write(hashed, fieldBytes, 'hex');
  frame.writeUInt32LE(body.length, 0);
  frame.writeUInt32LE(crc32(body), 4);
  return { frame, hash: hashed };
}

export interface Decoded {
  readonly record: ChainRecord;
  readonly frameBytes: number;
}

/** The record at `start`; `incomplete` when the bytes end before it does; else a sentence part that says what is wrong. */
export function decodeRecord(
  bytes: Buffer,
  start: number,
): Decoded | 'incomplete' | { readonly wrong: string } {
  if (start + frameBytes > bytes.length) return 'incomplete';
  const length = bytes.readUInt32LE(start);
  if (length < bodyBytesMin || length > bodyBytesMax) return { wrong: 'its length is impossible' };
  const end = start + frameBytes + length;
  if (end > bytes.length) return 'incomplete';
  const body = bytes.subarray(start + frameBytes, end);
  if (crc32(body) !== bytes.readUInt32LE(start + 4)) return { wrong: 'its checksum does not match' };
  const fieldBytes = length - hashBytes;
  if (body.readUInt8(at.topicLength) !== fieldBytes - at.topic) return { wrong: 'its fields do not add up' };
  const record: ChainRecord = {
    seq: body.readUIntLE(at.seq, integerBytes),
    timeMs: body.readUIntLE(at.time, integerBytes),
    topic: body.toString('utf8', at.topic, fieldBytes),
    payloadHash: body.toString('hex', at.payloadHash, at.payloadHash + hashBytes),
    prev: body.toString('hex', at.prev, at.prev + hashBytes),
    hash: body.toString('hex', fieldBytes),
    payloadAt: body.readUIntLE(at.payloadAt, integerBytes),
    payloadBytes: body.readUInt32LE(at.payloadLength),
  };
  if (sha256(body.subarray(0, fieldBytes)) !== record.hash) return { wrong: 'its hash does not match' };
  return { record, frameBytes: frameBytes + length };
}
