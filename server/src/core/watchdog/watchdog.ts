import { join } from 'node:path';
import { isRefusal, messageOf, type Clock } from '../../base/index.ts';
import type { PayloadOf } from '../../protocol/index.ts';
import type { DiskPort, LoopStall, MainLoopBounds, MainLoopPort, MainLoopWatch } from '../ports/index.ts';
import { readHung } from './hung.ts';
import { limits } from './limits.ts';

export type Stalled = PayloadOf<'watchdog.stalled'>;

export interface WatchdogOptions {
  readonly mainLoop: MainLoopPort;
  readonly disk: Pick<DiskPort, 'list' | 'makeFolder' | 'read' | 'remove'>;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly stateFolder: string;
  /** How this process is called in a record. */
  readonly process: string;
  /** Durable when it resolves. */
  readonly record: (stalled: Stalled) => Promise<unknown>;
  readonly warn: (message: string) => void;
  /** Tests bring others. */
  readonly bounds?: Partial<MainLoopBounds>;
}

/** Sees from outside of the main loop how that is. */
export interface Watchdog {
  readonly watch: MainLoopWatch;
  /** Stalls since it was started, recorded or not. */
  stalls(): number;
}

/** Watches, and tells the log; what a process left that was given up is told first. */
export async function openWatchdog(options: WatchdogOptions): Promise<Watchdog> {
  const { disk, clock, warn } = options;
  const folder = join(options.stateFolder, 'watchdog');
  await disk.makeFolder(folder);
  for (const { path, stall } of await readHung(folder, disk)) {
    const isTold = !stall || (await record({ ...said(options.process, stall), outcome: 'ended' }));
    if (isTold) await disk.remove(path);
  }
  const { beatMs, hungMs } = { ...limits, ...options.bounds };
  const watch = options.mainLoop.watch(folder, { beatMs, hungMs });
  let stalls = 0;
  let unrecorded = 0;
  let recordedAtMs = Number.NEGATIVE_INFINITY;
  watch.onStall((stall) => {
    stalls += 1;
    if (clock.monotonic() - recordedAtMs < limits.recordMs) {
      unrecorded += 1;
      return;
    }
    recordedAtMs = clock.monotonic();
    void record({ ...said(options.process, stall), outcome: 'went_on', others: unrecorded });
    unrecorded = 0;
  });

  async function record(stalled: Stalled): Promise<boolean> {
    try {
      const answer = await options.record(stalled);
      if (!isRefusal(answer)) return true;
      warn(answer.message);
    } catch (thrown) {
      warn(`A stall could not be recorded: ${messageOf(thrown)}.`);
    }
    return false;
  }

  return { watch, stalls: () => stalls };
}

function said(process: string, { sinceMs, ms, cpuMs, stack }: LoopStall): Omit<Stalled, 'outcome'> {
  return {
    ...{ process, since: new Date(sinceMs).toISOString(), ms: Math.round(ms), cpuMs: Math.round(cpuMs) },
    stack: stack.slice(0, limits.framesMax),
  };
}

/** The record of a process that gave no sign of life and was killed: nobody could look inside. */
export function hungProcess(process: string, silenceMs: number, nowMs: number): Stalled {
  const ms = Math.round(silenceMs);
  return { process, since: new Date(nowMs - ms).toISOString(), ms, stack: [], outcome: 'ended' };
}
