import { join } from 'node:path';
import { isRefusal, refused, type Refusal } from '../base/index.ts';
import { approvalsAsDeniedSince } from '../features/refactor/index.ts';
import {
  openEpochs,
  openRestore,
  openRollbacks,
  type Epoch,
  type Rollbacks,
} from '../services/restore/index.ts';
import type { Around } from './around.ts';
import { keptPlaces } from './kept-places.ts';
import { newId } from './new-id.ts';
import { ownership } from './ownership.ts';
import { removeCaches, removeDatabase } from './remove-derived.ts';
import { openRollbackLog } from './rollback-log.ts';

/** Rollbacks of one workspace's state, for a moment at which none of its kernels needs to run. */
export function openStateRollbacks(around: Around): Rollbacks {
  const { facts, state, disk, clock, warn, build } = around;
  const log = openRollbackLog(around);
  const common = { stateFolder: state.folder, disk, clock, ids: newId, warn, places: keptPlaces };

  async function points() {
    const restore = await openRestore({ ...common, root: facts.root });
    if (isRefusal(restore)) throw new Error(restore.message);
    return restore.list();
  }

  return openRollbacks({
    ...common,
    epochs: openEpochs({
      ...{ ...common, build, logEnd: () => log.end() },
      newestPoint: async () => (await points()).at(-1)?.id,
    }),
    log,
    alone: (signal) => alone(around, signal),
    async appliesSince({ restorePoint, time }) {
      const all = await points();
      const at = all.findIndex(({ id }) => id === restorePoint);
      return (at < 0 ? all.filter((point) => point.time > time) : all.slice(at + 1)).map(({ id }) => id);
    },
    tighten: async (epoch, files) => tighten(epoch, files, around, log),
    async clearDerived() {
      await removeDatabase(around);
      await removeCaches(around);
    },
  });
}

/** A denial of commands is never taken back by a rollback. */
async function tighten(
  epoch: Epoch,
  files: ReadonlyMap<string, Buffer>,
  { state, disk }: Around,
  log: ReturnType<typeof openRollbackLog>,
): Promise<ReadonlyMap<string, Buffer>> {
  const path = 'approvals.json';
  const earlier = files.get(path);
  if (!earlier) return files;
  const present = await disk.read(join(state.folder, path)).catch(() => undefined);
  const denied = await log.deniedSince(epoch.log?.seq ?? 0);
  return new Map([...files, [path, approvalsAsDeniedSince(earlier, present, denied)]]);
}

/** Nobody else has the state open, and nobody changes anything: a process that owns it may do so itself. */
async function alone(around: Around, signal: AbortSignal): Promise<{ release(): Promise<void> } | Refusal> {
  const { state, machine } = around;
  const claim = await state.claim('owner', signal);
  if (isRefusal(claim)) {
    const owner = await ownership(around).owner(signal);
    const pid = owner?.pid;
    owner?.dispose();
    if (pid !== machine.pid)
      return refused(
        `Nothing was put back: another Grace${pid === undefined ? '' : ` (process ${pid})`} has this workspace open. Close it there, then try again.`,
      );
  }
  const lock = await state.lock(signal);
  if (isRefusal(lock) && !isRefusal(claim)) await claim.release();
  if (isRefusal(lock)) return lock;
  return {
    async release() {
      await lock.release();
      if (!isRefusal(claim)) await claim.release();
    },
  };
}
