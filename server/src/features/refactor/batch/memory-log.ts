import { dirname } from 'node:path';
import { sha256 } from '../../../base/index.ts';
import type { DiskPort } from '../../../core/ports/index.ts';

/** Size of the file beyond which its oldest records give way. */
const logBytesMax = 64 * 1024 * 1024;
/** Records kept; the oldest give way. */
const recordsMax = 20_000;
/** What gives way goes this far below a limit, so that not every start rewrites the file. */
const keptShare = 0.7;
const checkLength = 16;

/**
 * Records appended to one file, one a line behind a hash of itself. A line that a crash tore, or that two processes wrote
 * into each other, is left out when it is read: what it said is found out again.
 */
export interface MemoryLog {
  read(): Promise<readonly unknown[]>;
  /** `durable`: also after a power cut once this resolves. */
  append(records: readonly unknown[], loss: 'durable' | 'bearable'): Promise<void>;
}

export function openMemoryLog(path: string, disk: DiskPort): MemoryLog {
  async function rewrite(lines: readonly string[]): Promise<void> {
    await disk.write(`${path}.new`, Buffer.from(lines.map((line) => `${line}\n`).join('')), 0o600);
    await disk.sync(`${path}.new`);
    await disk.rename(`${path}.new`, path);
    await disk.syncFolder(dirname(path));
  }

  return {
    async read() {
      const bytes = await disk.read(path);
      if (!bytes) return [];
      const all = bytes.toString('utf8').split('\n');
      let lines = all.filter(isWhole);
      const tooLarge = bytes.length > logBytesMax || lines.length > recordsMax;
      if (tooLarge) lines = newest(lines);
      // A line without its end would swallow the one that is appended next.
      if (tooLarge || all.at(-1) !== '') await rewrite(lines);
      return lines.map((line): unknown => JSON.parse(line.slice(checkLength + 1)));
    },
    async append(records, loss) {
      if (records.length === 0) return;
      const lines = Buffer.from(records.map((record) => `${lineOf(record)}\n`).join(''));
      const isNew = (await disk.stat(path)) === undefined;
      if (isNew) await disk.write(path, lines, 0o600);
      else await disk.append(path, lines);
      if (loss === 'durable') await disk.sync(path);
      if (isNew) await disk.syncFolder(dirname(path));
    },
  };
}

function lineOf(record: unknown): string {
  const json = JSON.stringify(record);
  return `${checkOf(json)} ${json}`;
}

function checkOf(json: string): string {
  return sha256(json).slice(0, checkLength);
}

function isWhole(line: string): boolean {
  return line.length > checkLength && checkOf(line.slice(checkLength + 1)) === line.slice(0, checkLength);
}

function newest(lines: readonly string[]): string[] {
  const kept: string[] = [];
  let sizeBytes = 0;
  for (const line of lines.toReversed()) {
    sizeBytes += Buffer.byteLength(line) + 1;
    if (kept.length >= recordsMax * keptShare || sizeBytes > logBytesMax * keptShare) break;
    kept.push(line);
  }
  return kept.reverse();
}
