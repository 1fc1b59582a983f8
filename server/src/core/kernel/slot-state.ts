import { isRefusal, type Refusal } from '../../base/index.ts';
import type { KernelId, KernelState } from '../../protocol/index.ts';
import type { RunningKernel } from './kernel.ts';
import type { Lifetime } from './lifetime.ts';
import type { Bounds } from './limits.ts';
import type { VitalSigns } from './vital-signs.ts';

/** Where a kernel is between being wanted and being of use. */
export type Phase =
  /** Nothing of it runs, and nothing but what it needs keeps it from starting. */
  | { readonly name: 'down' }
  | { readonly name: 'starting'; readonly lifetime: Lifetime }
  | {
      readonly name: 'up';
      readonly running: RunningKernel;
      readonly lifetime: Lifetime;
      readonly signs: VitalSigns;
      /** What the last self-test said. */
      ready: 'ready' | Refusal;
      /** Self-tests that failed in a row. */
      failedTests: number;
      paused: boolean;
      /** On trial after a quarantine: self-tests passed so far. */
      goodProbes?: number | undefined;
    }
  | { readonly name: 'stopping'; readonly done: Promise<void>; readonly reason: string | undefined }
  /** It failed and is left alone for a while. */
  | {
      readonly name: 'resting';
      readonly reason: string;
      readonly wake: AbortController;
      readonly quarantinedUntilMs?: number;
    };

type Up = Extract<Phase, { name: 'up' }>;

/** Writes a self-test down: `recovered` when it was the last good one of a trial, a refusal when it was one failure too many. */
export function judgeSelfTest(
  phase: Up,
  outcome: 'ready' | Refusal,
  { goodProbesMin, selfTestsFailedMax }: Bounds,
): 'noted' | 'recovered' | Refusal {
  phase.ready = outcome;
  if (isRefusal(outcome)) {
    phase.failedTests += 1;
    const failedMax = phase.goodProbes === undefined ? selfTestsFailedMax : 1;
    return phase.failedTests >= failedMax ? outcome : 'noted';
  }
  phase.failedTests = 0;
  if (phase.goodProbes === undefined) return 'noted';
  phase.goodProbes += 1;
  if (phase.goodProbes < goodProbesMin) return 'noted';
  phase.goodProbes = undefined;
  return 'recovered';
}

/** A phase as everybody sees it. */
export function stateOf(
  phase: Phase,
  wanted: boolean,
  missing: KernelId | undefined,
  { goodProbesMin }: Bounds,
): KernelState {
  const degraded = (reason: string) => ({ name: 'degraded' as const, reason });
  switch (phase.name) {
    case 'down':
      if (!wanted) return { name: 'stopped' };
      return missing === undefined ? { name: 'starting' } : degraded(`It waits for ${missing}.`);
    case 'starting':
      return { name: 'starting' };
    case 'up':
      if (phase.goodProbes !== undefined)
        return degraded(
          `It is tried again after a quarantine: ${phase.goodProbes} of ${goodProbesMin} self-tests passed.`,
        );
      if (isRefusal(phase.ready)) return degraded(phase.ready.message);
      return phase.paused ? degraded('A part of it is paused to lower the load.') : { name: 'ready' };
    case 'stopping':
      return wanted ? degraded(phase.reason ?? 'It is being started anew.') : { name: 'stopped' };
    case 'resting': {
      const { reason, quarantinedUntilMs } = phase;
      if (quarantinedUntilMs === undefined) return degraded(`${reason} It is started again in a moment.`);
      return { name: 'quarantined', reason, untilMs: quarantinedUntilMs };
    }
  }
}
