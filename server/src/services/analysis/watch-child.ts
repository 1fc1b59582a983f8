import { isCancelled, type Clock } from '../../base/index.ts';
import type { ChildProcess } from '../../core/ports/index.ts';
import { createVigil } from '../../core/watchdog/index.ts';
import type { AnalysisLimits } from './limits.ts';

export interface WatchPorts {
  readonly child: Pick<ChildProcess, 'onBeat' | 'activity' | 'residentBytes'>;
  readonly clock: Clock;
  readonly limits: AnalysisLimits;
  /** Ends the watch for good. */
  readonly signal: AbortSignal;
  isBusy(): boolean;
  /** Milliseconds without a sign of life. */
  onHung(silenceMs: number): void;
  onResidentBytes(bytes: number): void;
}

/** Watches a process while it works. */
export interface ChildWatch {
  /** It has something to do now, and may have had before. */
  begin(): void;
  /** It said something from inside of its work. */
  heard(): void;
}

/**
 * A process can stop in two ways. When all of it stands still, its heart does, which is noticed within three beats; the
 * system is asked before it is called hung, for on a busy machine a heart only waits for its turn. When its work runs in
 * a loop the heart beats on, and what is missed are the signs of life from inside the work.
 */
export function watchChild(ports: WatchPorts): ChildWatch {
  const { child, clock, limits, signal } = ports;
  const vigil = createVigil({ beatMs: limits.heartbeatMs, lookMs: limits.lookMs });
  let hasBeaten = false;
  let heardAtMs: number | undefined;
  let beganAtMs = 0;
  let memoryAtMs = clock.monotonic();
  let isWatching = false;
  child.onBeat(() => {
    hasBeaten = true;
    vigil.beat(clock.monotonic());
  });

  async function watch(): Promise<void> {
    try {
      while (ports.isBusy() && !signal.aborted) {
        await clock.sleep(limits.lookMs, signal);
        const silenceMs = (await stoodStillMs()) ?? lostMs();
        if (silenceMs !== undefined && ports.isBusy()) ports.onHung(silenceMs);
        else await weigh();
      }
    } catch (thrown) {
      // The process ended while it was watched; whoever waits for it has been told.
      if (!isCancelled(thrown)) throw thrown;
    } finally {
      isWatching = false;
    }
  }

  async function stoodStillMs(): Promise<number | undefined> {
    if (!vigil.look(clock.monotonic()).isSuspicious) return undefined;
    const activity = await child.activity();
    const { ms, isSuspicious } = vigil.look(clock.monotonic());
    if (activity === 'stopped') return ms;
    // It has beaten while it was asked about, or its heart has not started yet.
    if (!isSuspicious || !hasBeaten || activity === 'running') return undefined;
    return activity === 'idle' || ms > limits.unknownBeatsMax * limits.heartbeatMs ? ms : undefined;
  }

  function lostMs(): number | undefined {
    const silenceMs = clock.monotonic() - Math.max(heardAtMs ?? 0, beganAtMs);
    return silenceMs > (heardAtMs === undefined ? limits.startMs : limits.silenceMs) ? silenceMs : undefined;
  }

  async function weigh(): Promise<void> {
    if (clock.monotonic() - memoryAtMs < limits.memoryPollMs) return;
    memoryAtMs = clock.monotonic();
    const bytes = await child.residentBytes();
    if (bytes !== undefined) ports.onResidentBytes(bytes);
  }

  return {
    begin() {
      if (isWatching) return;
      isWatching = true;
      beganAtMs = clock.monotonic();
      vigil.begin(beganAtMs);
      void watch();
    },
    heard() {
      heardAtMs = clock.monotonic();
    },
  };
}
