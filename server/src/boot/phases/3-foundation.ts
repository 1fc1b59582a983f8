import { isRefusal } from '../../base/index.ts';
import { kernelIds, kernelTiers, rollbackSentence, type KernelId } from '../../protocol/index.ts';
import { toldOf } from '../begin-boot.ts';
import { safeModeSentence } from '../fitness.ts';
import type { BootParts } from '../parts.ts';
import type { Phase } from '../phase.ts';
import { removeDatabase } from '../remove-derived.ts';
import { whyNotRunning } from '../why-not-running.ts';
import type { Warm } from './2-warmup.ts';

export interface Founded extends Warm {
  readonly mode: 'normal' | 'safe';
}

export const foundationKernels = kernelIds.filter((id) => kernelTiers[id] === 0);

/**
 * Starts what nothing holds without. Where a part of it fails, what can be is brought back to its last good state and tried
 * once more: first the database is built anew from the log, then the last good state is put back as a whole. A log that is
 * damaged is not touched. What still fails makes Grace read-only.
 */
export const foundation: Phase<Warm, Founded> = {
  name: 'foundation',
  async run(warm, parts, signal) {
    const { plane, fitness, bringUp, around } = parts;
    await bringUp(foundationKernels, signal);
    let down = foundationKernels.filter((id) => !plane.isUp(id));
    const isRolledBack = down.length > 0;
    if (isRolledBack) {
      await tryAgain(down, parts, signal);
      down = foundationKernels.filter((id) => !plane.isUp(id));
      if (await isHelpedByRollback(down, parts, signal)) {
        await tryAgain(down, parts, signal);
        down = foundationKernels.filter((id) => !plane.isUp(id));
      }
    }
    const [first] = down;
    if (first === undefined) {
      const mode = fitness.isHeld() ? ('safe' as const) : ('normal' as const);
      const detail = fitness.whyReadOnly() ?? 'It failed at first, and came up from its last good state.';
      return {
        out: { ...warm, mode },
        ...(isRolledBack || mode === 'safe' ? { state: 'degraded', detail } : {}),
      };
    }
    // Those that only wait for another are healed with it.
    for (const id of down) {
      const why = whyNotRunning(plane, id);
      fitness.fail(id, safeModeSentence(id, why, around.state.folder));
    }
    const detail = fitness.whyReadOnly() ?? `${first} does not run.`;
    return { out: { ...warm, mode: 'safe' }, state: 'failed', detail };
  },
};

/** What stands on the state that a rollback puts back. */
const onState: readonly KernelId[] = ['store', 'config'];

/** Puts the last good state back where it may be the cause; what else fails is not helped by it. */
async function isHelpedByRollback(
  down: readonly KernelId[],
  { plane, around, reporter, relays, itself }: BootParts,
  signal: AbortSignal,
): Promise<boolean> {
  const id = onState.find((each) => down.includes(each));
  if (id === undefined || down.includes('immutable_log')) return false;
  const reason = `${id} did not run. ${whyNotRunning(plane, id)}`;
  await plane.stopKernel('store');
  const failure = { cause: 'foundation_failed', what: `${id} does not run`, reason } as const;
  const healed = await itself.heal(failure, signal);
  if (isRefusal(healed)) {
    const detail = `${reason} The last good state was not put back. ${healed.message}`;
    reporter.rolledBack({ outcome: 'refused', detail });
    return false;
  }
  reporter.rolledBack(toldOf(healed));
  around.warn(rollbackSentence(healed));
  if (plane.isUp('config')) await relays.settings.service.reload(signal);
  return true;
}

async function tryAgain(down: readonly KernelId[], parts: BootParts, signal: AbortSignal): Promise<void> {
  const { plane, around, bringUp, relays } = parts;
  const { damage } = await relays.log.service.catchUp();
  // What is damaged stays as it is, for whoever has to look at it.
  const again = damage === undefined ? down : down.filter((id) => id !== 'immutable_log');
  if (again.includes('store')) {
    await plane.stopKernel('store');
    await removeDatabase(around);
  }
  for (const id of again) {
    const restarted = await plane.restartKernel(id);
    if (isRefusal(restarted)) around.warn(restarted.message);
  }
  await bringUp(again, signal);
}
