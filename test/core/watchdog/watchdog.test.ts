import { mkdtempSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createMainLoopPort, systemDisk } from '../../../server/src/adapters/index.ts';
import { Emitter, refused, systemClock } from '../../../server/src/base/index.ts';
import { createLifetime } from '../../../server/src/core/kernel/index.ts';
import type { LoopStall, MainLoopPort } from '../../../server/src/core/ports/index.ts';
import {
  watchdogKernel,
  type Stalled,
  type WatchdogOptions,
} from '../../../server/src/core/watchdog/index.ts';
import { builtWatchdog } from '../../support/analysis.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const { signal } = new AbortController();
let stateFolder: string;
beforeEach(() => {
  stateFolder = mkdtempSync(join(tmpdir(), 'grace-watchdog-'));
});
afterEach(() => rmSync(stateFolder, { recursive: true, force: true }));

async function start(mainLoop: MainLoopPort, more: Partial<WatchdogOptions> = {}) {
  const recorded: Stalled[] = [];
  const warnings: string[] = [];
  const clock = new VirtualClock();
  const lifetime = createLifetime({ clock: systemClock, onFailure: () => undefined });
  const running = await watchdogKernel.start(
    {
      ...{ mainLoop, disk: systemDisk, clock, stateFolder, process: 'server' },
      record: (stalled) => Promise.resolve(void recorded.push(stalled)),
      warn: (message) => void warnings.push(message),
      ...more,
    },
    lifetime,
  );
  return { running, recorded, warnings, clock };
}

/** A thread that never says anything by itself. */
function silentLoop() {
  const stall = new Emitter<LoopStall>();
  const port: MainLoopPort = {
    watch: () => ({
      ...{ onStall: stall.event, onExit: new Emitter<string>().event },
      looks: () => Promise.resolve(7),
      noticeSample: () => Promise.resolve(151),
      dispose: () => Promise.resolve(),
    }),
  };
  return { port, stall };
}

test('the real thread answers, looks on, and notices in time that beats have stopped', async () => {
  const { running, recorded } = await start(createMainLoopPort(await builtWatchdog()));
  expect(await running.isReady(signal)).toBe('ready');
  const first = await running.beat(signal);
  while ((await running.beat(signal)).moved <= first.moved);
  expect(await running.stop()).toEqual({ leftBehind: [] });
  expect(recorded).toEqual([]);
});

test('a thread that cannot be started ends the kernel, and says so', async () => {
  const { running } = await start(createMainLoopPort(join(stateFolder, 'missing.js')));
  const why = await new Promise((resolve) => running.onExit?.(resolve));
  expect(why).toMatch(/^The watchdog's thread failed: Cannot find module/);
});

test('one that notices too late is not ready, and what it has looked at is its beat', async () => {
  const { running } = await start(silentLoop().port);
  expect(await running.isReady(signal)).toEqual(refused('The watchdog noticed a stop only after 151 ms.'));
  expect(await running.beat(signal)).toEqual({ moved: 7, owed: 1 });
});

test('stalls are recorded, not more often than the log bears, and none is forgotten', async () => {
  const { port, stall } = silentLoop();
  const { recorded, clock } = await start(port);
  const one: LoopStall = { sinceMs: 0, ms: 600.4, cpuMs: 599.6, stack: ['work (a.js:1:1)'] };
  for (let count = 0; count < 4; count += 1) stall.fire(one);
  await clock.advance(10_001);
  stall.fire({ ...one, stack: [] });
  const first = {
    ...{ process: 'server', since: '1970-01-01T00:00:00.000Z', ms: 600, cpuMs: 600 },
    ...{ stack: ['work (a.js:1:1)'], outcome: 'went_on', others: 0 },
  };
  expect(recorded).toEqual([first, { ...first, stack: [], others: 3 }]);
});

test('what a process left that was given up is recorded by the next one, once it can be', async () => {
  const folder = join(stateFolder, 'watchdog');
  mkdirSync(folder);
  const stall: LoopStall = { sinceMs: 0, ms: 30_100, cpuMs: 30_000, stack: ['work (a.js:1:1)'] };
  writeFileSync(join(folder, 'hung-1-2.json'), JSON.stringify(stall));
  writeFileSync(join(folder, 'hung-1-3.json'), '{"sinceMs":0,');
  const { warnings } = await start(silentLoop().port, {
    record: () => Promise.resolve(refused('The disk is full.')),
  });
  expect(warnings).toEqual(['The disk is full.']);
  expect(readdirSync(folder)).toEqual(['hung-1-2.json']);
  const { recorded } = await start(silentLoop().port);
  expect(recorded).toMatchObject([{ outcome: 'ended', ms: 30_100, stack: ['work (a.js:1:1)'] }]);
  expect(readdirSync(folder)).toEqual([]);
});
