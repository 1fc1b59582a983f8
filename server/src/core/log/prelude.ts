import { crc32 } from 'node:zlib';

/** The format this build reads and writes. What a newer one wrote is refused, never changed. */
export const logFormat = 1;
export const preludeBytes = 12;
const checkedBytes = 8;

/**
 * The first bytes of every file of the log: four letters, the format, and a CRC of both. They stay where they are in every
 * format to come, so that a newer file is told from a damaged one.
 */
export function encodePrelude(letters: string, format: number = logFormat): Buffer {
  const prelude = Buffer.alloc(preludeBytes);
  prelude.write(letters, 0, 'latin1');
  prelude.writeUInt32LE(format, letters.length);
  prelude.writeUInt32LE(crc32(prelude.subarray(0, checkedBytes)), checkedBytes);
  return prelude;
}

/** Throws `NewerLog`; false when the bytes are no prelude. */
export function isPrelude(bytes: Buffer, letters: string): boolean {
  if (bytes.length < preludeBytes || bytes.toString('latin1', 0, letters.length) !== letters) return false;
  if (crc32(bytes.subarray(0, checkedBytes)) !== bytes.readUInt32LE(checkedBytes)) return false;
  const format = bytes.readUInt32LE(letters.length);
  if (format > logFormat) throw new NewerLog(format);
  return format === logFormat;
}

/** Thrown when a newer Grace wrote the log: nothing of it is read or changed. */
export class NewerLog extends Error {
  override readonly name = 'NewerLog';
  readonly format: number;

  constructor(format: number) {
    super(`The log was written by a newer Grace (format ${format}).`);
    this.format = format;
  }
}
