import { bug, reasonOf, refused, type Refusal } from '../../base/index.ts';
import { completeErasures } from './complete-erasures.ts';
import { findRecord } from './find-record.ts';
import type { Folding } from './folding.ts';
import type { LogBounds } from './limits.ts';
import type { Appended } from './log.ts';
import type { LogFiles } from './log-files.ts';
import { planRetirement, removeRetired } from './retire.ts';
import { damagedSentence } from './sentences.ts';
import type { Taken, Tail } from './tail.ts';
import { rotate, writeGroup, type Draft, type Written } from './write-group.ts';

/** Everything that changes the log. All of it is called under the turn, `ready` first. */
export interface Writer {
  /** Finds the end of the log; a refusal when nothing may be appended. */
  readonly ready: () => Promise<Refusal | undefined>;
  /** Makes a group durable. */
  readonly write: (drafts: readonly Draft[]) => Promise<Written>;
  readonly erase: (seq: number, reason: string) => Promise<Appended | Refusal>;
}

export interface WriterPorts {
  readonly files: LogFiles;
  readonly folding: Folding;
  readonly tail: Tail;
  readonly bounds: LogBounds;
  readonly neededFrom: (throughSeq: number) => number | Promise<number>;
  readonly draft: (topic: string, payload: unknown) => Draft;
  readonly note: (message: string) => void;
}

export function createWriter({ files, folding, tail, bounds, neededFrom, draft, note }: WriterPorts): Writer {
  const { folder } = files.layout;
  let taken: Taken | undefined;

  async function ready(): Promise<Refusal | undefined> {
    const found = await tail.take();
    if ('what' in found) return refused(damagedSentence(folder, found));
    taken = found;
    if (tail.erasures().length > 0) await finishErasures(found);
    return undefined;
  }

  async function finishErasures(at: Taken): Promise<void> {
    try {
      taken = await completeErasures(tail.erasures(), at, folding, files);
      tail.erasuresCompleted(taken);
    } catch (thrown) {
      tail.doubt();
      throw thrown;
    }
  }

  async function write(drafts: readonly Draft[]): Promise<Written> {
    const at = taken ?? bug('the log is written without its turn');
    try {
      if (!isFull(at, bounds)) return await writeFolded(drafts, at);
      const written = await writeFolded(drafts, { ...at, end: await rotate(at.end, folding, files) });
      await retire();
      return written;
    } catch (thrown) {
      tail.doubt();
      throw thrown;
    }
  }

  async function writeFolded(drafts: readonly Draft[], at: Taken): Promise<Written> {
    const written = await writeGroup(drafts, at, files);
    tail.advance(written.head, written.records);
    taken = { head: written.head, end: written.head };
    return written;
  }

  /** The group that asked for room is durable already: what fails here is tried again with the next segment. */
  async function retire(): Promise<void> {
    try {
      const retirement = await planRetirement(bounds.retainedBytesMax, neededFrom, files);
      if (!retirement || !taken) return;
      await writeFolded([draft('log.retired', retirement)], taken);
      await removeRetired(retirement.throughSeq, files);
    } catch (thrown) {
      tail.doubt();
      note(`Old parts of the log in ${folder} could not be removed: ${reasonOf(thrown)}.`);
    }
  }

  async function erase(seq: number, reason: string): Promise<Appended | Refusal> {
    const refusal = await ready();
    if (refusal) return refusal;
    const last = taken?.head.seq ?? 0;
    if (seq < 1 || seq > last) return refused(`There is no record ${seq}: the log has ${last}.`);
    // Whether a payload is missing by right is read from these records.
    if ((await findRecord(seq, files))?.record.topic.startsWith('log.'))
      return refused(`Record ${seq} is the log's own and holds no payload to erase.`);
    const { records } = await write([draft('log.erased', { seq, reason })]);
    const by = records[0]?.record ?? bug('a group of one has no record');
    if (taken) await finishErasures(taken);
    return { seq: by.seq, timeMs: by.timeMs };
  }

  return { ready, write, erase };
}

/** Whether the segment is to be followed by a new one; an empty one never is. */
function isFull({ end }: Taken, { segmentBytesMax }: LogBounds): boolean {
  return end.chainBytes + end.blobsBytes >= segmentBytesMax && end.seq >= end.segment;
}
