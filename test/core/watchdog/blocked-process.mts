/** Blocks its main loop in the way it is told, under a real watchdog whose record it prints: `MODULE STATE WAY HUNG_MS`. */
import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { createMainLoopPort, systemDisk } from '../../../server/src/adapters/index.ts';
import { systemClock } from '../../../server/src/base/index.ts';
import { createLifetime } from '../../../server/src/core/kernel/index.ts';
import { watchdogKernel } from '../../../server/src/core/watchdog/index.ts';

const [module = '', stateFolder = '', way = '', hungMs = ''] = process.argv.slice(2);
const blockedMs = 2_000;
const ways: Readonly<Record<string, () => void>> = {
  computing() {
    const endMs = performance.now() + blockedMs;
    while (performance.now() < endMs);
  },
  waiting() {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, blockedMs);
  },
  executing() {
    execFileSync(process.execPath, ['-e', `setTimeout(() => {}, ${blockedMs})`]);
  },
  matching() {
    const endMs = performance.now() + blockedMs;
    while (performance.now() < endMs) /^(a+)+$/.test(`${'a'.repeat(18)}b`);
  },
  forever() {
    for (;;);
  },
};

const lifetime = createLifetime({ clock: systemClock, onFailure: () => undefined });
const watchdog = await watchdogKernel.start(
  {
    ...{ mainLoop: createMainLoopPort(module), disk: systemDisk, clock: systemClock, stateFolder },
    ...{ process: 'server', warn: () => undefined, bounds: { beatMs: 250, hungMs: Number(hungMs) } },
    record(stalled) {
      process.stdout.write(`${JSON.stringify(stalled)}\n`);
      return Promise.resolve();
    },
  },
  lifetime,
);
// The thread is up, and has seen a few turns.
await watchdog.isReady(lifetime.signal);
await sleep(1_000);
ways[way]?.();
await sleep(1_500);
await watchdog.stop();
