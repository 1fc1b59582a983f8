import { isRefusal, throwIfCancelled, type Clock } from '../../base/index.ts';
import { readHeads } from './head.ts';
import { listLog } from './layout.ts';
import { limits } from './limits.ts';
import type { LogFiles } from './log-files.ts';
import { headless } from './survey.ts';
import type { Look, Tail } from './tail.ts';
import type { Turns } from './turns.ts';
import { enterSegment, walk, type Damage } from './walk.ts';

/** Sees that somebody changes the log behind the back of all who write it, while it is held open. */
export interface Audit {
  /** `touched`: segments that are known to have changed. */
  look(signal: AbortSignal, touched?: ReadonlySet<number>): Promise<Look>;
}

export interface AuditPorts {
  readonly files: LogFiles;
  readonly tail: Tail;
  readonly turns: Turns;
  readonly clock: Pick<Clock, 'monotonic'>;
  /** Under the turn: makes the end firm. */
  readonly mend: () => Promise<unknown>;
}

/** What the files of a segment looked like when all was well, and how far the log was then. */
interface Print {
  readonly text: string;
  readonly generation: number;
}

/**
 * Reading everything again and again would cost too much, so what is read again is what changed. A change that no append
 * explains is read at once; one that may be an append is as well, within a share of the time. What is taken for damage was
 * read a second time while nobody could write.
 */
export function createAudit({ files, tail, turns, clock, mend }: AuditPorts): Audit {
  const { layout, disk } = files;
  const prints = new Map<number, Print>();
  let restUntilMs = -Infinity;
  let turn = 0;

  async function printOf(segment: number): Promise<string> {
    const stats = await Promise.all(
      [layout.chain(segment), layout.blobs(segment)].map((path) => disk.stat(path)),
    );
    return stats
      .map((stat) => (stat ? `${stat.sizeBytes} ${stat.modifiedMs} ${stat.inode}` : 'gone'))
      .join(', ');
  }

  /** Reads a segment and what follows it. */
  async function judge(segment: number, signal: AbortSignal): Promise<Damage | undefined> {
    const { newest = headless } = await readHeads(layout, disk);
    const { segments } = await listLog(layout, disk);
    // What is old may be retired.
    if (segments.length > 0 && segment < (segments[0] ?? 0)) return undefined;
    const start = segments.includes(segment) ? await enterSegment(segment, files) : 'its segment is gone';
    if (typeof start === 'string') return { seq: segment, segment, what: start };
    return (await walk(start, newest, segments, files, () => throwIfCancelled(signal))).damage;
  }

  async function check(
    segment: number,
    generation: number,
    signal: AbortSignal,
  ): Promise<Damage | undefined> {
    const before = prints.get(segment);
    const text = await printOf(segment);
    const explained = before?.generation !== generation;
    const startedMs = clock.monotonic();
    if (before?.text === text || (before && explained && startedMs < restUntilMs)) return undefined;
    const isWrong = before !== undefined && (await judge(segment, signal)) !== undefined;
    const endedMs = clock.monotonic();
    restUntilMs = endedMs + (endedMs - startedMs) / limits.auditShareMax;
    if (!isWrong) {
      prints.set(segment, { text, generation });
      return undefined;
    }
    const sure = await turns.run(() => judge(segment, signal));
    // Nobody lets us: it is looked at again.
    return isRefusal(sure) ? undefined : sure;
  }

  function due(segments: readonly number[], touched: ReadonlySet<number>): ReadonlySet<number> {
    const known = [...prints.keys()];
    const fresh = segments.filter((segment) => !prints.has(segment));
    const inTurn = Array.from(
      { length: Math.min(limits.auditedSegmentsMax, known.length) },
      (_, index) => known[(turn + index) % known.length] ?? 0,
    );
    turn += limits.auditedSegmentsMax;
    const gone = known.filter((segment) => !segments.includes(segment));
    const changed = segments.filter((segment) => touched.has(segment));
    return new Set([...fresh, ...inTurn, ...gone, ...changed, ...segments.slice(-1)]);
  }

  return {
    async look(signal, touched = new Set()) {
      const seen = await turns.look(() => tail.look());
      if (seen.damage) return seen;
      const { newest } = await readHeads(layout, disk);
      const { segments } = await listLog(layout, disk);
      for (const segment of due(segments, touched)) {
        const damage = await check(segment, newest?.generation ?? -1, signal);
        if (damage) {
          tail.distrust();
          return { lastSeq: damage.seq - 1, damage };
        }
        if (segment < (segments[0] ?? 0)) prints.delete(segment);
      }
      if (await tail.needsMending()) await turns.run(mend);
      return seen;
    },
  };
}
