import { crc32 } from 'node:zlib';
import { encodePrelude, isPrelude, preludeBytes } from './prelude.ts';
import { hashBytes } from './record.ts';

const chainLetters = 'GRCH';
const blobsLetters = 'GRBL';
const integerBytes = 6;
const crcBytes = 4;
const prevAt = preludeBytes + integerBytes;
const chainCheckedBytes = prevAt + hashBytes;
const blobsCheckedBytes = prevAt;
/** Records of a chain, and payloads of its blobs, begin here. */
export const chainHeaderBytes = chainCheckedBytes + crcBytes;
export const blobsHeaderBytes = blobsCheckedBytes + crcBytes;

/** The start of a segment's chain: which record is its first, and the hash of the one before. */
export function encodeChainHeader(firstSeq: number, prev: string): Buffer {
  const header = Buffer.alloc(chainHeaderBytes);
  encodePrelude(chainLetters).copy(header);
  header.writeUIntLE(firstSeq, preludeBytes, integerBytes);
  header.write(prev, prevAt, 'hex');
  header.writeUInt32LE(crc32(header.subarray(0, chainCheckedBytes)), chainCheckedBytes);
  return header;
}

export function encodeBlobsHeader(firstSeq: number): Buffer {
  const header = Buffer.alloc(blobsHeaderBytes);
  encodePrelude(blobsLetters).copy(header);
  header.writeUIntLE(firstSeq, preludeBytes, integerBytes);
  header.writeUInt32LE(crc32(header.subarray(0, blobsCheckedBytes)), blobsCheckedBytes);
  return header;
}

/** The hash before the first record; `undefined` when this is not the header of the segment that begins there. */
export function decodeChainHeader(bytes: Buffer, firstSeq: number): string | undefined {
  if (!isPrelude(bytes, chainLetters) || bytes.length < chainHeaderBytes) return undefined;
  const isWhole = crc32(bytes.subarray(0, chainCheckedBytes)) === bytes.readUInt32LE(chainCheckedBytes);
  if (!isWhole || bytes.readUIntLE(preludeBytes, integerBytes) !== firstSeq) return undefined;
  return bytes.toString('hex', prevAt, chainCheckedBytes);
}

export function isBlobsHeader(bytes: Buffer, firstSeq: number): boolean {
  return isPrelude(bytes, blobsLetters) && bytes.equals(encodeBlobsHeader(firstSeq));
}
