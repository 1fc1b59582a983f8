import { isRefusal } from '../base/index.ts';
import { rollbackSentence, type BootRollback, type StateRolledBack } from '../protocol/index.ts';
import type { BootLimiter } from './limiter.ts';
import type { Failure, SelfRollback } from './roll-back-by-itself.ts';

/** What is settled about the state before any kernel reads it. */
export interface Begun {
  /** Why this boot is careful: those before it crashed, and no older state could be tried. */
  readonly crashLoop?: string;
  readonly rollback?: BootRollback;
}

/** Where the state is what fails, the last good one is put back before anything reads it. */
export async function beginBoot(
  limiter: BootLimiter,
  itself: SelfRollback,
  settled: StateRolledBack | undefined,
  signal: AbortSignal,
): Promise<Begun> {
  const crashLoop = await limiter.enter();
  const earlier = settled && toldOf(settled);
  const failure: Failure | undefined =
    crashLoop === undefined
      ? await itself.damaged()
      : {
          ...{ cause: 'crash_loop', what: 'crash loop' },
          reason: 'Grace ended without a word again and again while it came up.',
        };
  if (!failure) return earlier ? { rollback: earlier } : {};
  const healed = await itself.heal(failure, signal);
  if (!isRefusal(healed)) return { rollback: toldOf(healed) };
  const rollback: BootRollback = {
    outcome: 'refused',
    detail: `${failure.reason} The last good state was not put back. ${healed.message}`,
  };
  return { rollback, ...(crashLoop === undefined ? {} : { crashLoop }) };
}

export function toldOf(rolledBack: StateRolledBack): BootRollback {
  return { outcome: rolledBack.outcome, detail: rollbackSentence(rolledBack) };
}
