import { databaseFile } from '../log-parts.ts';
import { ok, warned, type Check } from './check.ts';

const signature = 'SQLite format 3\0';
const pageSizeAt = 16;
const headerBytes = 100;
const pageBytesMin = 512;
/** What a page of 65,536 bytes is written as. */
const largestPageMark = 1;
const largestPageBytes = 65_536;

/** Whether the database can be one, by its header and length; the store looks deeper, and builds it anew from the log. */
export const database: Check = {
  name: 'database',
  async look({ disk, state }) {
    const file = databaseFile(state);
    const stat = await disk.stat(file);
    if (!stat || stat.sizeBytes === 0) return ok('There is none yet: it is built from the log.');
    const header = await disk.readRange(file, 0, headerBytes);
    const damaged = warned(`${file} is damaged: it is built anew from the log.`);
    if (header?.length !== headerBytes || header.toString('latin1', 0, signature.length) !== signature)
      return damaged;
    const mark = header.readUInt16BE(pageSizeAt);
    const pageBytes = mark === largestPageMark ? largestPageBytes : mark;
    if (pageBytes < pageBytesMin || stat.sizeBytes % pageBytes !== 0) return damaged;
    return ok(`${Math.round(stat.sizeBytes / kibibyte)} KB.`);
  },
};

const kibibyte = 1024;
