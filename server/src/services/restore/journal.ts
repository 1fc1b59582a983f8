import { dirname } from 'node:path';
import type { DiskPort } from '../../core/ports/index.ts';
import { decodeFrames, encodeFrame, type Frames } from './frame.ts';
import { journalFormat, type JournalRecord } from './record.ts';

interface Known {
  readonly inode: number;
  readonly sizeBytes: number;
  readonly frames: Frames;
}

/** Thrown when a newer Grace wrote the journal: nothing of it is read or changed. */
export class NewerFormat extends Error {
  override readonly name = 'NewerFormat';
}

/**
 * An append-only file of records. A record that `append` resolved for survives a power cut. A torn tail is stepped
 * over by the next append.
 */
export interface Journal {
  read(): Promise<Frames>;
  append(record: JournalRecord): Promise<void>;
  /** Replaces the journal by these records, atomically. Callers keep a damaged one aside first. */
  rewrite(records: readonly JournalRecord[]): Promise<void>;
  /** Copies the journal as it is beside itself and answers with the path of the copy. */
  keepAside(name: string): Promise<string>;
}

export function openJournal(path: string, disk: DiskPort): Journal {
  const folder = dirname(path);
  /** What was read last, valid while the file is still the same one with the same length. */
  let known: Known | undefined;

  async function read(): Promise<Frames> {
    const stat = await disk.stat(path);
    if (known && stat && known.inode === stat.inode && known.sizeBytes === stat.sizeBytes)
      return known.frames;
    const bytes = (await disk.read(path)) ?? Buffer.alloc(0);
    const frames = decodeFrames(bytes);
    for (const { record } of frames.records) {
      if (record.kind === 'format' && record.version > journalFormat)
        throw new NewerFormat(
          `The restore journal ${path} was written by a newer Grace (format ${record.version}): update Grace to use it.`,
        );
    }
    known = stat && { inode: stat.inode, sizeBytes: bytes.length, frames };
    return frames;
  }

  async function rewrite(records: readonly JournalRecord[]): Promise<void> {
    known = undefined;
    const body = records.filter((record) => record.kind !== 'format');
    const next = `${path}.new`;
    const frames = [{ kind: 'format', version: journalFormat } as const, ...body].map((record) =>
      encodeFrame(record),
    );
    await disk.write(next, Buffer.concat(frames), 0o600);
    await disk.sync(next);
    await disk.rename(next, path);
    await disk.syncFolder(folder);
  }

  return {
    read,
    rewrite,
    async append(record) {
      const frames = await read();
      if (frames.records.length === 0) {
        await rewrite([record]);
        return;
      }
      const before = known;
      known = undefined;
      const frame = encodeFrame(record, frames.tornBytes);
      await disk.append(path, frame);
      await disk.sync(path);
      if (before) known = grown(before, record, frame.length);
    },
    async keepAside(name) {
      const aside = `${path}.${name}`;
      await disk.write(aside, (await disk.read(path)) ?? Buffer.alloc(0), 0o600);
      await disk.sync(aside);
      await disk.syncFolder(folder);
      return aside;
    },
  };
}

function grown(known: Known, record: JournalRecord, frameBytes: number): Known {
  const { records, damage } = known.frames;
  const atByte = known.sizeBytes;
  return {
    inode: known.inode,
    sizeBytes: known.sizeBytes + frameBytes,
    frames: { records: [...records, { record, atByte }], damage, tornBytes: 0 },
  };
}
