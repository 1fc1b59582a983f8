import { isCancelled, messageOf, refused, type Clock, type Refusal } from '../../base/index.ts';
import type { Failure } from './events.ts';
import type { Beat, KernelBounds, RunningKernel } from './kernel.ts';
import { selfTest } from './launch.ts';
import type { Bounds } from './limits.ts';

export interface VitalSignsPorts {
  readonly running: RunningKernel;
  readonly bounds: Bounds;
  readonly kernelBounds: KernelBounds;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onBeat: (beat: Beat) => void;
  readonly onTested: (outcome: 'ready' | Refusal) => void;
  readonly onFailed: (failure: Failure, reason: string) => void;
}

/**
 * Watches a kernel that runs. It counts in ticks and not in time: while the whole process is held up nothing ticks, so that
 * a busy machine never makes a kernel look hung.
 */
export interface VitalSigns {
  /** Once per `beatMs`; `selfTestMs` is how often the self-test is due. */
  tick(selfTestMs: number): void;
}

export function watchVitalSigns(ports: VitalSignsPorts): VitalSigns {
  const { running, bounds, kernelBounds, clock, signal } = ports;
  let ticks = 0;
  let missed = 0;
  let beating = false;
  let testing = false;
  let last: Beat = { moved: -1, owed: 0 };
  let stillMs = 0;

  function judge(beat: Beat): void {
    beating = false;
    missed = 0;
    ports.onBeat(beat);
    stillMs = beat.owed > 0 && beat.moved === last.moved ? stillMs + bounds.beatMs : 0;
    last = beat;
    if (stillMs >= kernelBounds.stallMs)
      ports.onFailed('heartbeat_stall', `It owes ${beat.owed} and has not moved for ${stillMs / 1_000} s.`);
  }

  function beat(): void {
    if (beating) {
      missed += 1;
      if (missed >= bounds.beatsMissedMax)
        ports.onFailed('heartbeat_stall', `It did not answer ${missed} beats in a row.`);
      return;
    }
    beating = true;
    running.beat(signal).then(judge, (thrown: unknown) => {
      if (!signal.aborted) ports.onFailed('kernel_exit', `Its heartbeat failed: ${messageOf(thrown)}`);
    });
  }

  async function test(): Promise<void> {
    testing = true;
    try {
      const msMax = kernelBounds.selfTestMsMax ?? bounds.selfTestMsMax;
      ports.onTested(await selfTest(running, msMax, clock, signal));
    } catch (thrown) {
      if (!isCancelled(thrown)) ports.onTested(refused(`Its self-test failed: ${messageOf(thrown)}`));
    } finally {
      testing = false;
    }
  }

  return {
    tick(selfTestMs) {
      if (signal.aborted) return;
      ticks += 1;
      beat();
      if (!testing && ticks % Math.max(1, Math.round(selfTestMs / bounds.beatMs)) === 0) void test();
    },
  };
}
