import { bug } from '../../base/index.ts';
import { createLog } from './create.ts';
import type { Erasure } from './complete-erasures.ts';
import { erasedSeqOf } from './erased.ts';
import type { Folding } from './folding.ts';
import { readHeads, type End, type Head, type Heads } from './head.ts';
import { listLog } from './layout.ts';
import type { LogFiles } from './log-files.ts';
import { isCutShort, isExactlyAt, needsRepair, repairTail } from './repair.ts';
import type { Scanned } from './scan.ts';
import { mendedSentences } from './sentences.ts';
import { headless, surveyFrom, type Survey } from './survey.ts';
import type { Damage } from './walk.ts';

/** What this process knows of the end of the log; the projections are in the state of exactly that place. */
export interface Tail {
  /** Reads what others appended since, and folds it. Writes nothing. */
  look(): Promise<Look>;
  /** The same under the turn: makes the log where there is none, and firm where a crash left it torn. */
  take(): Promise<Taken | Damage>;
  /** A group is durable. */
  advance(head: Head, records: readonly Scanned[]): void;
  /** What `log.erased` records ask for, until it is done. */
  erasures(): readonly Erasure[];
  erasuresCompleted(taken: Taken): void;
  /** Something failed in the middle: the next `take` reads again what lies on disk. */
  doubt(): void;
  /** What was read is not there any more as it was: all of it is read again. */
  distrust(): void;
  /** Whether something lies there that the next `take` would mend. */
  needsMending(): Promise<boolean>;
}

export interface Taken {
  readonly head: Head;
  /** Where the next record goes; in another segment than the head when one was begun. */
  readonly end: End;
}

export interface Look {
  /** The last record that is certain. */
  readonly lastSeq: number;
  readonly damage?: Damage;
}

interface Known {
  readonly head: Head;
  readonly end: End;
  /** `doubted`: what lies behind the end has to be looked at. `damaged`: all of it has to be read again. */
  readonly state: 'firm' | 'doubted' | 'damaged';
}

export function createTail(files: LogFiles, folding: Folding, onMended: (what: string) => void): Tail {
  const { layout, disk } = files;
  let known: Known | undefined;
  let erasures: Erasure[] = [];

  function forget(): void {
    known = undefined;
    erasures = [];
    folding.reset();
  }

  function fold(records: readonly Scanned[]): void {
    folding.fold(records);
    for (const { record, payload } of records) {
      if (record.topic === 'log.erased' && payload)
        erasures.push({ seq: erasedSeqOf(payload), by: record.seq });
    }
  }

  async function survey(): Promise<Survey> {
    const heads = await readHeads(layout, disk);
    const head = heads.newest ?? headless;
    const listing = await listLog(layout, disk);
    if (known && (!stillHolds(known, head, listing.segments) || (await isCutShort(known.end, files))))
      forget();
    try {
      const seen = await surveyFrom(known?.end, { heads, head, listing }, files, folding, fold);
      if (seen.kind === 'damaged' && seen.end) known = { head, end: seen.end, state: 'damaged' };
      if (seen.kind === 'found') known = { head, end: seen.promised, state: 'firm' };
      return seen;
    } catch (thrown) {
      // Some of it may be folded already: the next look begins anew.
      forget();
      throw thrown;
    }
  }

  async function isUnchanged({ head, end, state }: Known, heads: Heads): Promise<boolean> {
    if (state !== 'firm' || heads.newest?.generation !== head.generation) return false;
    if (heads.missing.length + heads.unreadable.length > 0) return false;
    const { segments } = await listLog(layout, disk);
    return segments.at(-1) === end.segment && isExactlyAt(end, files);
  }

  return {
    async look() {
      const { newest } = await readHeads(layout, disk);
      if (known?.state === 'firm' && newest?.generation === known.head.generation)
        return { lastSeq: known.end.seq };
      const seen = await survey();
      if (seen.kind === 'damaged') return { lastSeq: seen.lastSeq, damage: seen.damage };
      return { lastSeq: seen.kind === 'empty' ? 0 : seen.promised.seq };
    },

    async take() {
      const heads = await readHeads(layout, disk);
      if (known && (await isUnchanged(known, heads))) return known;
      const seen = await survey();
      if (seen.kind === 'damaged') return seen.damage;
      if (seen.kind === 'empty') {
        const head = await createLog(files);
        known = { head, end: head, state: 'firm' };
        return known;
      }
      const { beyond, ...found } = seen;
      if (await needsRepair(found, files)) {
        // Until it is through, what is known stays the acknowledged end: the records beyond are folded afterwards.
        const { head, cutBytes } = await repairTail(found, files);
        for (const what of mendedSentences(layout.folder, found.heads, cutBytes)) onMended(what);
        fold(beyond);
        known = { head, end: found.walked.end, state: 'firm' };
      }
      return known ?? bug('the end of the log was found and forgotten at once');
    },

    advance(head, records) {
      fold(records);
      known = { head, end: head, state: 'firm' };
    },

    erasures: () => erasures,

    erasuresCompleted({ head, end }) {
      erasures = [];
      known = { head, end, state: 'firm' };
    },

    doubt() {
      if (known) known = { ...known, state: 'doubted' };
    },

    distrust() {
      if (known) known = { ...known, state: 'damaged' };
    },

    async needsMending() {
      const heads = await readHeads(layout, disk);
      // Who writes has moved on already.
      if (known?.state !== 'firm' || heads.newest?.generation !== known.head.generation) return false;
      return !(await isUnchanged(known, heads));
    },
  };
}

/** False when the log was replaced or moved aside since, or was damaged, so that nothing known of it is sure. */
function stillHolds(known: Known, head: Head, segments: readonly number[]): boolean {
  if (known.state === 'damaged') return false;
  if (head.generation < known.head.generation || head.seq < known.end.seq) return false;
  return segments.includes(known.end.segment);
}
