import { join } from 'node:path';
import { codeOf, isRefusal, reasonOf, refused, type Clock, type Refusal } from '../../base/index.ts';
import type { DiskPort } from '../../core/ports/index.ts';
import type { ChangeSet, RestorePoint } from '../../protocol/index.ts';
import { makeDurableFolder } from './durable-folder.ts';
import type { Exclusive, Hold } from './exclusive.ts';
import { NewerFormat, openJournal } from './journal.ts';
import { eventsOf, type RestoreLedger } from './ledger.ts';
import { limits } from './limits.ts';
import { createOperations } from './operations.ts';
import { settlePending } from './pending-apply.ts';
import { isWithin } from './place.ts';
import type { Plan } from './plan.ts';
import { planUndo } from './plan-undo.ts';
import { pointsOf, restorePoint, stateOf, type Point } from './points.ts';
import { preflight } from './preflight.ts';
import { recoverAlone } from './recover-all.ts';
import type { PendingApply, Restore, UndoOutcome } from './restore.ts';
import { prune, type RetentionLimits } from './retention.ts';
import { openStore } from './store.ts';
import type { WritePorts } from './write-ports.ts';
import { recordIntent, writeSet } from './write-set.ts';

/**
 * Opens the restore points of a workspace. Refuses where they cannot be kept; rejects when the root does not exist or holds
 * the state folder.
 */
export async function openRestore(options: RestoreOptions): Promise<Restore | Refusal> {
  const { disk, clock, ids } = options;
  const realRoot = await disk.realPath(options.root);
  if (realRoot === undefined) throw new Error(`The workspace folder ${options.root} does not exist.`);
  if (isWithin(options.stateFolder, realRoot))
    throw new Error(
      `The state folder ${options.stateFolder} must lie outside the workspace folder ${realRoot}.`,
    );
  const folder = join(options.stateFolder, 'restore');
  const packs = join(folder, 'packs');
  const unusable = await whyUnusable(packs, disk);
  if (unusable) return unusable;
  const journal = openJournal(join(folder, 'journal'), disk);
  const bounds = options.retention ?? limits;
  const ports: WritePorts = {
    realRoot,
    folder,
    disk,
    clock,
    journal,
    store: openStore(packs, disk),
    ...(options.ledger ? { ledger: options.ledger } : {}),
  };
  const operations = createOperations(ports, options.exclusive);

  return {
    recover: (signal) => recoverAlone(operations, ports, bounds, signal),
    apply: (change, title, signal) =>
      operations.run(signal, async (points) => {
        const files = await preflight(change, realRoot, disk, 'disk-is-before');
        if (isRefusal(files)) return files;
        const plan: Plan = { id: ids(), title, by: 'grace', files, empties: [] };
        return carryOut(plan, points, ports, bounds, signal);
      }),
    begin: (change, title, signal) =>
      operations.start(signal, (points, hold) =>
        beginApply({ change, title, id: ids() }, points, ports, hold),
      ),
    undo: (id, signal) =>
      operations.run(signal, (points) => undoPoint({ id, ids }, points, ports, bounds, signal)),
    list: () => listPoints(ports),
  };
}

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
  /** Told of every operation that ended, before it is acknowledged and before the next one may begin. */
  readonly ledger?: RestoreLedger;
  /** Tests bring smaller ones. */
  readonly retention?: RetentionLimits;
}

async function whyUnusable(packs: string, disk: DiskPort): Promise<Refusal | undefined> {
  try {
    await makeDurableFolder(packs, disk);
    return undefined;
  } catch (thrown) {
    if (codeOf(thrown) === 'unknown') throw thrown;
    return refused(
      `Grace cannot keep restore points in ${packs}, without which it changes no file: ${reasonOf(thrown)}. Make that folder writable for you, or set XDG_STATE_HOME to another place, and restart Grace.`,
    );
  }
}

async function carryOut(
  plan: Plan,
  points: readonly Point[],
  ports: WritePorts,
  bounds: RetentionLimits,
  signal: AbortSignal,
): Promise<RestorePoint | Refusal> {
  const refusal = await writeSet(plan, points, ports, signal);
  if (refusal) return refusal;
  const now = pointsOf(await ports.journal.read());
  const point = now.find((other) => other.intent.id === plan.id);
  if (!point) throw new Error(`The restore point ${plan.id} is missing from its journal.`);
  await ports.ledger?.record(eventsOf(now));
  await tidy(now, ports, bounds);
  return restorePoint(point, now);
}

/** Pruning is a courtesy: when the disk fails, the apply stands and the next one prunes. */
async function tidy(points: readonly Point[], ports: WritePorts, bounds: RetentionLimits): Promise<void> {
  try {
    await prune(points, ports, bounds);
  } catch (thrown) {
    if (codeOf(thrown) === 'unknown') throw thrown;
  }
}

async function beginApply(
  { change, title, id }: { readonly change: ChangeSet; readonly title: string; readonly id: string },
  points: readonly Point[],
  ports: WritePorts,
  hold: Hold,
): Promise<PendingApply | Refusal> {
  const files = await preflight(change, ports.realRoot, ports.disk, 'unsaved-allowed');
  if (isRefusal(files)) return files;
  const intent = await recordIntent({ id, title, by: 'editor', files, empties: [] }, points, ports);
  let settling: Promise<RestorePoint> | undefined;
  return {
    id,
    settle: (outcome) => (settling ??= settlePending(intent, outcome, ports).finally(() => hold.release())),
  };
}

async function undoPoint(
  { id, ids }: { readonly id: string; readonly ids: () => string },
  points: readonly Point[],
  ports: WritePorts,
  bounds: RetentionLimits,
  signal: AbortSignal,
): Promise<UndoOutcome | Refusal> {
  const point = points.find((other) => other.intent.id === id);
  if (!point) return refused(`There is no restore point ${id}: it may have been too old to keep.`);
  const state = stateOf(point, points);
  if (state === 'undone') return refused(`“${point.intent.title}” is already undone.`);
  if (state === 'rolled-back')
    return refused(`“${point.intent.title}” was never applied, so there is nothing to undo.`);
  const undo = await planUndo(point, ids(), ports);
  if (isRefusal(undo)) return undo;
  const written = await carryOut(undo.plan, points, ports, bounds, signal);
  if (isRefusal(written)) return written;
  const restored = written.files.filter((path) => !undo.merged.includes(path));
  return { id: written.id, restored, merged: undo.merged };
}

async function listPoints({ journal }: WritePorts): Promise<readonly RestorePoint[]> {
  try {
    const points = pointsOf(await journal.read());
    return points.filter((point) => point.end).map((point) => restorePoint(point, points));
  } catch (thrown) {
    // What a newer Grace wrote is not listed; every operation says why.
    if (thrown instanceof NewerFormat) return [];
    throw thrown;
  }
}
