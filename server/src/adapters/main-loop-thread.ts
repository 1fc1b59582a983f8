import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { bug } from '../base/index.ts';
import type { LoopStall } from '../core/ports/index.ts';
import { createLoopGuard, createVigil, watchdogLimits as limits } from '../core/watchdog/index.ts';
import { cells, type FromThread, type ThreadData, type ToThread } from './main-loop-wire.ts';
import { takeMainStack } from './main-stack.ts';

/** Runs in the watchdog's thread until it is terminated. */
export function watchMainLoop(): void {
  const { folder, shared, beatMs, hungMs } = workerData as ThreadData;
  const port = parentPort ?? bug('the watchdog runs in a thread.');
  const say = (message: FromThread) => port.postMessage(message);
  const guard = createLoopGuard(
    {
      now: () => Date.now(),
      turns: () => Atomics.load(shared, cells.turns),
      isDebugged: () => Atomics.load(shared, cells.debugged) === 1,
      cpuMs() {
        const { user, system } = process.cpuUsage();
        return (user + system) / microsecondsPerMs;
      },
      takeStack: takeMainStack,
      onStall: (stall) => say({ kind: 'stall', stall }),
      onHung: (stall) => giveUp(folder, stall),
    },
    { beatMs, hungMs },
  );
  setInterval(() => guard.look(performance.now()), beatMs / limits.looksPerBeat);
  port.on('message', ({ kind, id }: ToThread) => {
    if (kind === 'looks') say({ kind: 'answer', id, value: guard.looks() });
    else noticeSample((value) => say({ kind: 'answer', id, value }));
  });
}

const microsecondsPerMs = 1_000;

/** What the main thread cannot record any more is left for the next process. */
function giveUp(folder: string, stall: LoopStall): void {
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `hung-${process.pid}-${Date.now()}.json`), JSON.stringify(stall), {
      mode: 0o600,
    });
  } catch {
    // A disk that takes nothing does not keep a hung process alive.
  }
  process.kill(process.pid, 'SIGKILL');
}

/** Beats that stop as soon as they have begun. */
function noticeSample(onNoticed: (ms: number) => void): void {
  const lookMs = limits.sampleBeatMs / limits.looksPerBeat;
  const vigil = createVigil({ beatMs: limits.sampleBeatMs, lookMs });
  vigil.begin(performance.now());
  vigil.beat(performance.now());
  const looking = setInterval(() => {
    const { ms, isSuspicious } = vigil.look(performance.now());
    if (!isSuspicious) return;
    clearInterval(looking);
    onNoticed(ms);
  }, lookMs);
}
