import { crc32 } from 'node:zlib';
import type { DiskPort } from '../ports/index.ts';
import type { Layout } from './layout.ts';
import { encodePrelude, isPrelude, preludeBytes } from './prelude.ts';
import { hashBytes } from './record.ts';

const letters = 'GRHD';
const integerBytes = 6;
const integers = ['generation', 'seq', 'segment', 'chainBytes', 'blobsBytes'] as const;
const hashAt = preludeBytes + integers.length * integerBytes;
const checkedBytes = hashAt + hashBytes;
const headBytes = checkedBytes + 4;

/** The end of the log as of the last group that was made durable: what lies before it was acknowledged. */
export interface Head extends End {
  /** Counts the groups; the newer of the two head files is the one with the higher number. */
  readonly generation: number;
}

/** A place in the log: right behind record `seq`. */
export interface End {
  /** 0 before the first record. */
  readonly seq: number;
  /** Hash of that record, in hex; zeros before the first. */
  readonly hash: string;
  /** First record number of the segment. */
  readonly segment: number;
  /** Where the next record goes, in the chain and in the blobs of the segment. */
  readonly chainBytes: number;
  readonly blobsBytes: number;
}

export interface Heads {
  /** Absent when neither file holds a head. */
  readonly newest?: Head;
  /** Files that exist and hold none, by path: a torn write leaves one, never two. */
  readonly unreadable: readonly string[];
  readonly missing: readonly string[];
}

export async function readHeads({ heads }: Layout, disk: DiskPort): Promise<Heads> {
  const found: Head[] = [];
  const unreadable: string[] = [];
  const missing: string[] = [];
  for (const path of heads) {
    const bytes = await disk.read(path);
    const head = bytes && decodeHead(bytes);
    if (head) found.push(head);
    else (bytes ? unreadable : missing).push(path);
  }
  const newest = found.sort((a, b) => b.generation - a.generation)[0];
  return { unreadable, missing, ...(newest ? { newest } : {}) };
}

/** Durable when resolved. Never writes over the newest head: a crash leaves that one. */
export async function writeHead(head: Head, { heads }: Layout, disk: DiskPort): Promise<void> {
  const path = heads[head.generation % 2 === 0 ? 0 : 1];
  await disk.writeAt(path, 0, encodeHead(head));
  await disk.syncData(path);
}

export function encodeHead(head: Head): Buffer {
  const bytes = Buffer.alloc(headBytes);
  encodePrelude(letters).copy(bytes);
  integers.forEach((name, index) =>
    bytes.writeUIntLE(head[name], preludeBytes + index * integerBytes, integerBytes),
  );
  bytes.write(head.hash, hashAt, 'hex');
  bytes.writeUInt32LE(crc32(bytes.subarray(0, checkedBytes)), checkedBytes);
  return bytes;
}

function decodeHead(bytes: Buffer): Head | undefined {
  if (!isPrelude(bytes, letters) || bytes.length !== headBytes) return undefined;
  if (crc32(bytes.subarray(0, checkedBytes)) !== bytes.readUInt32LE(checkedBytes)) return undefined;
  const integer = (index: number) => bytes.readUIntLE(preludeBytes + index * integerBytes, integerBytes);
  return {
    generation: integer(0),
    seq: integer(1),
    segment: integer(2),
    chainBytes: integer(3),
    blobsBytes: integer(4),
    hash: bytes.toString('hex', hashAt, checkedBytes),
  };
}
