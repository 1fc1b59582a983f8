import { bug, reasonOf, refused, throwIfCancelled, type Clock, type Refusal } from '../../base/index.ts';
import { durableTopics, type DurableTopic, type PayloadOf } from '../../protocol/index.ts';
import type { DiskPort } from '../ports/index.ts';
import { completeErasures } from './complete-erasures.ts';
import { findRecord } from './find-record.ts';
import { createFolding, entryOf } from './folding.ts';
import { createGroupCommit } from './group-commit.ts';
import { layoutOf } from './layout.ts';
import { limits, type LogBounds } from './limits.ts';
import type { Log, LogCondition, Projection } from './log.ts';
import type { LogFiles } from './log-files.ts';
import { createSalts, encodePayload } from './payload.ts';
import { NewerLog } from './prelude.ts';
import { readLog } from './read.ts';
import { planRetirement, removeRetired } from './retire.ts';
import { damagedSentence, newerSentence } from './sentences.ts';
import { createTail, type Taken } from './tail.ts';
import { createTurns, type Exclusive } from './turns.ts';
import { verifyLog } from './verify.ts';
import type { Damage } from './walk.ts';
import { rotate, writeGroup, type Draft, type Written } from './write-group.ts';

export interface LogOptions {
  /** Absolute; made by the first append. Its parent is there. */
  readonly folder: string;
  readonly disk: DiskPort;
  readonly clock: Clock;
  /** Nobody can guess them. */
  readonly randomBytes: (lengthBytes: number) => Uint8Array;
  /** Lets one process write at a time. Left out: nobody else is there. */
  readonly exclusive?: Exclusive;
  readonly projections?: readonly Projection[];
  /** Says what a crash left and what became of it. */
  readonly note?: (message: string) => void;
  /** Tests and benchmarks bring others. */
  readonly bounds?: Partial<LogBounds>;
}

/** Opens a log without touching the disk: the first use reads, the first append makes what is missing. */
export function openLog(options: LogOptions): Log {
  const { disk, clock, folder } = options;
  const bounds: LogBounds = { ...limits, ...options.bounds };
  const files: LogFiles = { layout: layoutOf(folder), disk };
  const folding = createFolding(options.projections ?? []);
  const tail = createTail(files, folding, (cutBytes) =>
    options.note?.(
      `${cutBytes} bytes at the end of the log in ${folder} were no whole record and are cut off.`,
    ),
  );
  const salt = createSalts(options.randomBytes);
  const turns = createTurns(options.exclusive);
  let taken: Taken | undefined;

  const explain = (thrown: unknown): Refusal =>
    thrown instanceof NewerLog
      ? refused(newerSentence(folder, thrown.format))
      : refused(`The log in ${folder} could not take the record: ${reasonOf(thrown)}.`);

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
    let at = taken ?? bug('the log is written without its turn');
    try {
      const isFull =
        at.end.chainBytes + at.end.blobsBytes >= bounds.segmentBytesMax && at.end.seq >= at.end.segment;
      if (isFull) at = { ...at, end: await rotate(at.end, folding, files) };
      const written = await writeFolded(drafts, at);
      if (isFull) await retire();
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
      const retirement = await planRetirement(bounds.retainedBytesMax, files);
      if (!retirement || !taken) return;
      await writeFolded([draft('log.retired', retirement)], taken);
      await removeRetired(retirement.throughSeq, files);
    } catch (thrown) {
      tail.doubt();
      options.note?.(`Old parts of the log in ${folder} could not be removed: ${reasonOf(thrown)}.`);
    }
  }

  function draft(topic: string, payload: unknown): Draft {
    const { bytes, hash } = encodePayload(payload, salt());
    if (bytes.length > limits.payloadBytesMax) bug(`a payload of ${topic} has ${bytes.length} bytes`);
    return { topic, timeMs: clock.now(), payload: bytes, payloadHash: hash };
  }

  function parsed<T extends DurableTopic>(topic: T, payload: PayloadOf<T>): Draft {
    return draft(topic, durableTopics[topic].schema.parse(payload));
  }

  const commit = createGroupCommit({ turns, clock, ready, write, explain });

  async function condition(look: () => Promise<{ lastSeq: number; damage?: Damage }>): Promise<LogCondition> {
    try {
      const { lastSeq, damage } = await look();
      return damage ? { lastSeq, damage: damagedSentence(folder, damage) } : { lastSeq };
    } catch (thrown) {
      if (thrown instanceof NewerLog) return { lastSeq: 0, damage: newerSentence(folder, thrown.format) };
      throw thrown;
    }
  }

  return {
    async append(topic, payload) {
      const answer = await commit.append(parsed(topic, payload), () => false);
      return answer === 'there' ? bug('a record is there that nobody asked about') : answer;
    },
    appendUnless: (topic, payload, isThere) => commit.append(parsed(topic, payload), isThere),
    catchUp: () => turns.look(() => condition(() => tail.look())),
    read: ({ afterSeq = 0 }, see, signal) =>
      condition(() =>
        readLog(afterSeq, files, (records) => {
          throwIfCancelled(signal);
          return see(records.map(entryOf));
        }),
      ),
    async verify(verifying) {
      try {
        return await verifyLog(files, clock, verifying);
      } catch (thrown) {
        if (thrown instanceof NewerLog) return explain(thrown);
        throw thrown;
      }
    },
    async erase(seq, reason) {
      try {
        return await turns.run(async () => {
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
        });
      } catch (thrown) {
        return explain(thrown);
      }
    },
    async close() {
      await commit.idle();
      await turns.close();
    },
  };
}
