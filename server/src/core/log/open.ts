import { bug, reasonOf, refused, throwIfCancelled, type Clock, type Refusal } from '../../base/index.ts';
import { durableTopics, type DurableTopic, type PayloadOf } from '../../protocol/index.ts';
import type { DiskPort, FolderWatchPort } from '../ports/index.ts';
import { createAudit } from './audit.ts';
import { createFolding, entryOf } from './folding.ts';
import { createGroupCommit } from './group-commit.ts';
import { layoutOf } from './layout.ts';
import { limits, type LogBounds } from './limits.ts';
import type { Log, LogCondition, Projection } from './log.ts';
import type { LogFiles } from './log-files.ts';
import { createSalts, encodePayload } from './payload.ts';
import { NewerLog } from './prelude.ts';
import { readLog } from './read.ts';
import { damagedSentence, newerSentence } from './sentences.ts';
import { createTail, type Look } from './tail.ts';
import { createTurns, type Exclusive } from './turns.ts';
import { verifyLog } from './verify.ts';
import type { Draft } from './write-group.ts';
import { createWriter } from './writer.ts';

export interface LogOptions {
  /** Absolute; made by the first append. Its parent is there. */
  readonly folder: string;
  readonly disk: DiskPort;
  readonly clock: Clock;
  /** Nobody can guess them. */
  readonly randomBytes: (lengthBytes: number) => Uint8Array;
  /** Tells when somebody changes a file of the log. */
  readonly watch?: FolderWatchPort;
  /** Lets one process write at a time. Left out: nobody else is there. */
  readonly exclusive?: Exclusive;
  readonly projections?: readonly Projection[];
  /**
   * The oldest record that somebody still has to read: from there on nothing is retired. Asked when there is no more room, with
   * the record up to which all is to go.
   */
  readonly neededFrom?: (throughSeq: number) => number | Promise<number>;
  /** Says what a crash left and what became of it. */
  readonly note?: (message: string) => void;
  /** The end of the log was not as it should be, and is mended: a sentence. Nothing that was acknowledged is lost. */
  readonly onMended?: (what: string) => void;
  /** Tests and benchmarks bring others. */
  readonly bounds?: Partial<LogBounds>;
}

/** Opens a log without touching the disk: the first use reads, the first append makes what is missing. */
export function openLog(options: LogOptions): Log {
  const { disk, clock, folder } = options;
  const bounds: LogBounds = { ...limits, ...options.bounds };
  const files: LogFiles = { layout: layoutOf(folder), disk };
  const folding = createFolding(options.projections ?? []);
  const note = options.note ?? (() => undefined);
  const tail = createTail(files, folding, (what) => {
    note(what);
    options.onMended?.(what);
  });
  const salt = createSalts(options.randomBytes);
  const turns = createTurns(options.exclusive);

  function draft(topic: string, payload: unknown): Draft {
    const { bytes, hash } = encodePayload(payload, salt());
    if (bytes.length > limits.payloadBytesMax) bug(`a payload of ${topic} has ${bytes.length} bytes`);
    return { topic, timeMs: clock.now(), payload: bytes, payloadHash: hash };
  }

  function parsed<T extends DurableTopic>(topic: T, payload: PayloadOf<T>): Draft {
    return draft(topic, durableTopics[topic].schema.parse(payload));
  }

  const explain = (thrown: unknown) => explained(folder, thrown);
  const { neededFrom = () => Infinity } = options;
  const writer = createWriter({ files, folding, tail, bounds, neededFrom, draft, note });
  const commit = createGroupCommit({ turns, clock, ...writer, explain });
  const audit = createAudit({ files, tail, turns, clock, mend: writer.ready });

  return {
    async append(topic, payload) {
      const answer = await commit.append(parsed(topic, payload), () => false);
      return answer === 'there' ? bug('a record is there that nobody asked about') : answer;
    },
    appendUnless: (topic, payload, isThere) => commit.append(parsed(topic, payload), isThere),
    settled: () => turns.look(() => Promise.resolve()),
    catchUp: () => turns.look(() => condition(folder, () => tail.look())),
    audit: (auditing, touched) => condition(folder, () => audit.look(auditing, touched)),
    read: ({ afterSeq = 0 }, see, signal) =>
      condition(folder, () =>
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
        return await turns.run(() => writer.erase(seq, reason));
      } catch (thrown) {
        return explain(thrown);
      }
    },
    activity: () => commit.activity(),
    async close() {
      await commit.idle();
      await turns.close();
    },
  };
}

/** Any failure as a refusal: what is recorded must not fail for the record. */
function explained(folder: string, thrown: unknown): Refusal {
  return thrown instanceof NewerLog
    ? refused(newerSentence(folder, thrown.format))
    : refused(`The log in ${folder} could not take the record: ${reasonOf(thrown)}.`);
}

async function condition(folder: string, look: () => Promise<Look>): Promise<LogCondition> {
  try {
    const { lastSeq, damage } = await look();
    return damage ? { lastSeq, damage: damagedSentence(folder, damage) } : { lastSeq };
  } catch (thrown) {
    if (thrown instanceof NewerLog) return { lastSeq: 0, damage: newerSentence(folder, thrown.format) };
    throw thrown;
  }
}
