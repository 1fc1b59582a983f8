import { isCancelled, isRefusal, reasonOf, refused, type Clock, type Refusal } from '../../../base/index.ts';
import type { RollbackPlan, StateRolledBack } from '../../../protocol/index.ts';
import type { Epoch } from '../epochs/epoch.ts';
import type { Epochs, FoundEpoch } from '../epochs/open.ts';
import type { Exclusive } from '../exclusive.ts';
import { chooseEpoch, wantedFiles } from './plan.ts';
import { isInPlace, prepare, putInPlace, unprepare, type Target } from './put-in-place.ts';
import { openStaging, type Staged } from './staging.ts';

/** Of the log, what a rollback needs; it is never put back itself. */
export interface RollbackLog {
  /** Why nothing can be recorded. */
  trouble(): Promise<string | undefined>;
  lastSeq(): Promise<number>;
  /** Records it, unless it is there since this record. */
  record(rollback: StateRolledBack, afterSeq: number): Promise<Refusal | undefined>;
}

export interface RollbackPorts extends Target {
  readonly clock: Clock;
  readonly ids: () => string;
  /** Opened without a lock of their own. */
  readonly epochs: Epochs;
  /** Keeps everybody else away from the state, also who only has it open. */
  readonly alone: Exclusive;
  readonly log: RollbackLog;
  /** Restore points that are newer than the epoch. */
  readonly appliesSince: (epoch: Epoch) => Promise<readonly string[]>;
  /** What was forbidden since stays forbidden. */
  readonly tighten: (
    epoch: Epoch,
    files: ReadonlyMap<string, Buffer>,
  ) => Promise<ReadonlyMap<string, Buffer>>;
  /** Takes away what follows from the rest: the database, which is built anew from the log, and caches. May be done twice. */
  readonly clearDerived: () => Promise<void>;
  readonly warn: (message: string) => void;
}

export interface RollbackRequest {
  /** An id, or `last-good`. */
  readonly state: string;
  readonly cause: StateRolledBack['cause'];
  /** A sentence. */
  readonly reason: string;
  /** Asked with everybody else kept out and before anything is changed; a refusal calls it off. */
  readonly mayBegin?: (epoch: Epoch) => Promise<Refusal | undefined>;
}

/** Puts kept states of Grace back, each as a whole. Files of the workspace and the log are never touched. */
export interface Rollbacks {
  /** Newest first. */
  states(): Promise<readonly FoundEpoch[]>;
  filesOf: Epochs['filesOf'];
  plan(state: string): Promise<RollbackPlan | Refusal>;
  /** After a crash at any moment, the next `settle` leaves the kept state as a whole or the one from before. */
  rollBack(request: RollbackRequest, signal: AbortSignal): Promise<StateRolledBack | Refusal>;
  /** Call before anything reads the state: finishes what a crash interrupted. A refusal means that the state is not whole. */
  settle(signal: AbortSignal): Promise<StateRolledBack | Refusal | undefined>;
}

export function openRollbacks(ports: RollbackPorts): Rollbacks {
  const { stateFolder, disk, epochs, clock, ids, log, warn } = ports;
  const staging = openStaging(stateFolder, disk);

  /** From here on it happens, whatever crashes. */
  async function finish(staged: Staged): Promise<StateRolledBack | Refusal> {
    const ended = await staging.end();
    if (ended !== undefined) return tell({ ...staged.rollback, outcome: ended }, staged);
    const forward = await staging.filesOf(staged);
    const files = forward ?? (await filesBefore(staged));
    if (!files)
      return refused(
        `A rollback to ${staged.rollback.epoch} was interrupted, and neither that state nor the one from before is there as a whole: put one of ${stateFolder} from a backup, or move ${stateFolder} aside to begin anew.`,
      );
    await putInPlace(files, ports);
    if (!(await isInPlace(files, ports)))
      return refused(
        `What was put back into ${stateFolder} is not there when it is read again: check the disk.`,
      );
    await ports.clearDerived();
    const outcome = forward ? 'put_back' : 'called_off';
    await staging.markEnd(outcome);
    return tell({ ...staged.rollback, outcome }, staged);
  }

  async function tell(rollback: StateRolledBack, staged: Staged): Promise<StateRolledBack> {
    const failure = await log.record(rollback, staged.logSeq);
    if (failure)
      warn(
        `The rollback stands, but it is not in the log yet: the next start records it. ${failure.message}`,
      );
    else await staging.clear();
    return rollback;
  }

  async function filesBefore({ rollback }: Staged): Promise<ReadonlyMap<string, Buffer> | undefined> {
    const found = (await epochs.survey()).find(({ id }) => id === rollback.before);
    return found?.epoch && epochs.filesOf(found.epoch);
  }

  async function settleAlone(): Promise<StateRolledBack | Refusal | undefined> {
    const staged = await staging.read();
    if (staged === 'none') {
      // It was interrupted before it held: the state is as it was.
      await staging.sweep();
      await unprepare(ports);
      return undefined;
    }
    if (staged === 'newer')
      return refused(`A newer Grace began to put a state back in ${stateFolder}: update Grace to finish it.`);
    if (staged === 'damaged')
      return refused(
        `A rollback in ${stateFolder} was interrupted, and what it was about cannot be read: put the folder back from a backup, or move it aside to begin anew.`,
      );
    return finish(staged);
  }

  /** Nothing was changed if this refuses. */
  async function begin(request: RollbackRequest, signal: AbortSignal): Promise<Staged | Refusal> {
    const epoch = await chooseEpoch(request.state, epochs);
    if (isRefusal(epoch)) return epoch;
    const trouble = await log.trouble();
    if (trouble !== undefined)
      return refused(`Nothing was put back, for it could not be recorded. ${trouble}`);
    const wanted = await wantedFiles(epoch, ports);
    if (isRefusal(wanted)) return wanted;
    const why = await request.mayBegin?.(epoch);
    if (why) return why;
    const before = await epochs.take('rollback', signal);
    if (isRefusal(before)) return refused(`Nothing was put back. ${before.message}`);
    try {
      // A disk that is too full is found out while nothing is changed yet.
      await prepare(wanted.files, ports);
      return await staging.stage(
        {
          rollback: {
            ...{ id: ids(), epoch: epoch.id, epochTime: epoch.time, before: before.id },
            ...{ time: new Date(clock.now()).toISOString(), cause: request.cause, reason: request.reason },
            epochSeq: epoch.log?.seq ?? 0,
          },
          logSeq: await log.lastSeq(),
        },
        wanted.files,
      );
    } catch (thrown) {
      await unprepare(ports).catch(() => undefined);
      throw thrown;
    }
  }

  async function explained<T>(work: () => Promise<T>): Promise<T | Refusal> {
    try {
      return await work();
    } catch (thrown) {
      if (isCancelled(thrown)) throw thrown;
      const isBegun = (await staging.read().catch(() => 'none')) !== 'none';
      return refused(
        isBegun
          ? `A rollback in ${stateFolder} could not be finished: ${reasonOf(thrown)}. The next start finishes it once that is mended.`
          : `Nothing was put back in ${stateFolder}: ${reasonOf(thrown)}.`,
      );
    }
  }

  async function alone<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T | Refusal> {
    const hold = await ports.alone(signal);
    if (isRefusal(hold)) return hold;
    try {
      return await explained(work);
    } finally {
      await hold.release();
    }
  }

  return {
    states: () => epochs.survey(),
    filesOf: (epoch) => epochs.filesOf(epoch),
    plan: (state) =>
      explained(async () => {
        const epoch = await chooseEpoch(state, epochs);
        if (isRefusal(epoch)) return epoch;
        const wanted = await wantedFiles(epoch, ports);
        if (isRefusal(wanted)) return wanted;
        const since = (await log.lastSeq()) - (epoch.log?.seq ?? 0);
        return {
          ...{ state: epoch.id, files: wanted.changes, recordsSince: Math.max(0, since) },
          appliesSince: [...(await ports.appliesSince(epoch))],
        };
      }),
    rollBack: (request, signal) =>
      alone(async () => {
        const earlier = await settleAlone();
        if (isRefusal(earlier)) return earlier;
        if ((await staging.read()) !== 'none')
          return refused(
            'An earlier rollback is not in the log yet: see `grace log verify`, then try again.',
          );
        const staged = await begin(request, signal);
        return isRefusal(staged) ? staged : finish(staged);
      }, signal),
    async settle(signal) {
      if (!(await staging.isBegun())) return undefined;
      const settled = await alone(settleAlone, signal);
      // Only to be recorded is left, or to be swept up: that waits for a better moment, and holds nobody up.
      const isWhole =
        isRefusal(settled) && ((await staging.read()) === 'none' || (await staging.end()) !== undefined);
      return isWhole ? undefined : settled;
    },
  };
}
