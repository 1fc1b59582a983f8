import { join } from 'node:path';
import { codeOf, isRefusal, refused, type Clock, type Refusal } from '../../base/index.ts';
import type { DiskPort } from '../../core/ports/index.ts';
import { makeDurableFolder } from './durable-folder.ts';
import { NewerFormat, openJournal } from './journal.ts';
import { limits } from './limits.ts';
import { settlePending } from './pending-apply.ts';
import { isWithin } from './place.ts';
import type { Plan } from './plan.ts';
import { planUndo } from './plan-undo.ts';
import { pointsOf, restorePoint, stateOf, type Point } from './points.ts';
import { preflight } from './preflight.ts';
import { recordIntent, writeSet } from './write-set.ts';
import { prune, type RetentionLimits } from './retention.ts';
import { recoverAll } from './recover-all.ts';
import type { PendingApply, Restore } from './restore.ts';
import { reasonOf } from './sentences.ts';
import { DamagedImage, openStore } from './store.ts';
import { createTurns } from './turn.ts';
import type { WritePorts } from './write-ports.ts';

export interface RestoreOptions {
  /** The workspace folder. */
  readonly root: string;
  /** Outside the workspace folder; see `core/state`. */
  readonly stateFolder: string;
  readonly disk: DiskPort;
  readonly clock: Clock;
  /** Short unique ids, sortable by time, fit for file names. */
  readonly ids: () => string;
  /** Keeps other processes out while an operation runs; from `begin` to `settle` too. Left out: nobody else is there. */
  readonly exclusive?: Exclusive;
  /** Tests bring smaller ones. */
  readonly retention?: RetentionLimits;
}

export type Exclusive = (signal: AbortSignal) => Promise<Hold | Refusal>;

export interface Hold {
  release(): Promise<void>;
}

/** Opens the restore points of a workspace. Rejects when the root does not exist or holds the state folder. */
export async function openRestore(options: RestoreOptions): Promise<Restore> {
  const { disk, clock, ids } = options;
  const realRoot = await disk.realPath(options.root);
  if (realRoot === undefined) throw new Error(`The workspace folder ${options.root} does not exist.`);
  if (isWithin(options.stateFolder, realRoot))
    throw new Error(
      `The state folder ${options.stateFolder} must lie outside the workspace folder ${realRoot}.`,
    );
  const folder = join(options.stateFolder, 'restore');
  const packs = join(folder, 'packs');
  await makeDurableFolder(packs, disk);
  const journal = openJournal(join(folder, 'journal'), disk);
  const ports: WritePorts = { realRoot, folder, disk, clock, journal, store: openStore(packs, disk) };
  const turns = createTurns(clock);
  const bounds = options.retention ?? limits;

  /** Takes the turn and keeps other processes out. */
  async function enter(signal: AbortSignal): Promise<Hold | Refusal> {
    const turn = await turns.take(signal);
    if (isRefusal(turn)) return turn;
    try {
      const hold = await options.exclusive?.(signal);
      if (hold && isRefusal(hold)) {
        turn.end();
        return hold;
      }
      return {
        async release() {
          turn.end();
          await hold?.release();
        },
      };
    } catch (thrown) {
      turn.end();
      throw thrown;
    }
  }

  /** Runs one operation on a journal in which nothing is unsettled. */
  async function operate<T>(
    signal: AbortSignal,
    work: (points: readonly Point[], hold: Hold) => Promise<T | Refusal>,
    ending: 'release' | 'hand-over' = 'release',
  ): Promise<T | Refusal> {
    const hold = await enter(signal);
    if (isRefusal(hold)) return hold;
    let answer: T | Refusal | undefined;
    try {
      const points = await settledPoints();
      answer = isRefusal(points) ? points : await work(points, hold);
      return answer;
    } catch (thrown) {
      const refusal = explained(thrown);
      if (!refusal) throw thrown;
      return refusal;
    } finally {
      if (ending === 'release' || answer === undefined || isRefusal(answer)) await hold.release();
    }
  }

  async function settledPoints(): Promise<readonly Point[] | Refusal> {
    const frames = await journal.read();
    const points = pointsOf(frames);
    const open = points.find((point) => !point.end);
    if (open)
      return refused(
        `“${open.intent.title}” was interrupted and is not settled yet: restart Grace, which settles it, then try again.`,
      );
    if (frames.damage.length > 0)
      return refused(
        'The restore journal is damaged: restart Grace, which sets it aside and says what is lost.',
      );
    return points;
  }

  /** Pruning is a courtesy: when it fails, the apply stands and the next one prunes. */
  async function tidy(): Promise<void> {
    try {
      await prune(pointsOf(await journal.read()), ports, bounds);
    } catch (thrown) {
      if (codeOf(thrown) === 'unknown') throw thrown;
    }
  }

  async function pointOf(id: string) {
    const points = pointsOf(await journal.read());
    const point = points.find((other) => other.intent.id === id);
    if (!point) throw new Error(`The restore point ${id} is missing from its journal.`);
    return restorePoint(point, points);
  }

  async function carryOut(plan: Plan, points: readonly Point[], signal: AbortSignal) {
    const refusal = await writeSet(plan, points, ports, signal);
    if (refusal) return refusal;
    const point = await pointOf(plan.id);
    await tidy();
    return point;
  }

  return {
    async recover(signal) {
      const hold = await enter(signal);
      // Another process is at work there: what is unfinished is its own.
      if (isRefusal(hold)) return [];
      try {
        return await recoverAll(ports, bounds, signal);
      } finally {
        await hold.release();
      }
    },

    apply: (change, title, signal) =>
      operate(signal, async (points) => {
        const files = await preflight(change, realRoot, disk, 'disk-is-before');
        if (isRefusal(files)) return files;
        return carryOut({ id: ids(), title, by: 'grace', files, empties: [] }, points, signal);
      }),

    begin: (change, title, signal) =>
      operate<PendingApply>(
        signal,
        async (points, hold) => {
          const files = await preflight(change, realRoot, disk, 'unsaved-allowed');
          if (isRefusal(files)) return files;
          const plan: Plan = { id: ids(), title, by: 'editor', files, empties: [] };
          const intent = await recordIntent(plan, points, ports);
          let settling: ReturnType<typeof settlePending> | undefined;
          return {
            id: intent.id,
            settle: (outcome) =>
              (settling ??= settlePending(intent, outcome, ports).finally(() => hold.release())),
          };
        },
        'hand-over',
      ),

    undo: (id, signal) =>
      operate(signal, async (points) => {
        const point = points.find((other) => other.intent.id === id);
        if (!point) return refused(`There is no restore point ${id}: it may have been too old to keep.`);
        const state = stateOf(point, points);
        if (state === 'undone') return refused(`“${point.intent.title}” is already undone.`);
        if (state === 'rolled-back')
          return refused(`“${point.intent.title}” was never applied, so there is nothing to undo.`);
        const undo = await planUndo(point, ids(), ports);
        if (isRefusal(undo)) return undo;
        const written = await carryOut(undo.plan, points, signal);
        if (isRefusal(written)) return written;
        const merged = undo.merged;
        const restored = written.files.filter((path) => !merged.includes(path));
        return { id: written.id, restored, merged };
      }),

    async list() {
      try {
        const points = pointsOf(await journal.read());
        return points.filter((point) => point.end).map((point) => restorePoint(point, points));
      } catch (thrown) {
        if (thrown instanceof NewerFormat) return [];
        throw thrown;
      }
    },
  };
}

/** The outside world's failures as a refusal; anything else is not explained. */
function explained(thrown: unknown): Refusal | undefined {
  if (thrown instanceof NewerFormat) return refused(thrown.message);
  if (thrown instanceof DamagedImage || codeOf(thrown) !== 'unknown')
    return refused(`Nothing was written: ${reasonOf(thrown)}.`);
  return undefined;
}
