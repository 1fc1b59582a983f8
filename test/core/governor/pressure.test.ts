import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { systemDisk, systemResources } from '../../../server/src/adapters/index.ts';
import { systemClock } from '../../../server/src/base/index.ts';
import { createGovernor, keepLevel } from '../../../server/src/core/governor/index.ts';
import { bind, createControlPlane, defineKernel } from '../../../server/src/core/kernel/index.ts';
import type { Pausable } from '../../../server/src/core/kernel/index.ts';
import type { KernelId } from '../../../server/src/protocol/index.ts';

const signal = new AbortController().signal;

/** A kernel that does nothing and tells when it is paused and resumed. */
function kernelOf(id: KernelId, seen: string[], kind?: Pausable['kind']) {
  const pausable: Pausable[] = [];
  if (kind)
    pausable.push({
      kind,
      pause: () => Promise.resolve(void seen.push(`${id} paused`)),
      resume: () => Promise.resolve(void seen.push(`${id} resumed`)),
    });
  const kernel = defineKernel({
    id,
    dependsOn: [],
    start: () =>
      Promise.resolve({
        service: undefined,
        isReady: () => Promise.resolve('ready' as const),
        beat: () => Promise.resolve({ moved: 0, owed: 0 }),
        pausable,
      }),
  });
  return bind(kernel, () => undefined);
}

/** Holds the event loop up, again and again, as a careless part of the program would. */
async function press(until: AbortSignal): Promise<void> {
  while (!until.aborted) {
    const endMs = performance.now() + 600;
    while (performance.now() < endMs);
    await sleep(1);
  }
}

test('real pressure on this machine pauses what only observes, never log or restore, and when it is over all goes on', async () => {
  const seen: string[] = [];
  const kernels = [
    kernelOf('immutable_log', seen),
    kernelOf('snapshots', seen),
    kernelOf('telemetry', seen, 'observing'),
    kernelOf('self_healing', seen, 'learning'),
  ];
  const plane = await createControlPlane({
    ...{ kernels, clock: systemClock, random: Math.random },
    memory: { read: () => Promise.resolve(undefined), write: () => Promise.resolve() },
    ...{ announce: () => undefined, note: () => undefined },
  });
  await plane.start(['immutable_log', 'snapshots', 'telemetry', 'self_healing'], signal);
  const eventLoop = systemResources.watchEventLoop();
  const told: string[] = [];
  const governor = createGovernor(
    {
      ...{ resources: systemResources, disk: systemDisk, clock: systemClock, folder: tmpdir() },
      load: keepLevel({
        ...{ levelMax: 1, shedLoad: () => plane.shedLoad(), restoreLoad: () => plane.restoreLoad() },
      }),
      decide: (decision) => Promise.resolve(void told.push(decision.evidence.at(0)?.what ?? '')),
      warn: (message) => void told.push(message),
      bounds: {
        // Others may hold this machine up as well, but not for so long.
        ...{ sampleMs: 100, stepMs: 1_000, holdMsMin: 500, delayMsMax: 300 },
        alerts: [{ longMs: 3_000, shortMs: 500, burnRate: 14.4 }],
      },
    },
    eventLoop,
  );
  const stop = new AbortController();
  const relief = new AbortController();
  const running = governor.run(stop.signal).catch(() => undefined);
  const changed = (level: number) =>
    new Promise<void>((resolve) => {
      const listening = governor.onDidChange((pressure) => {
        if (pressure.level !== level) return;
        listening.dispose();
        resolve();
      });
    });
  try {
    const shed = changed(1);
    const pressing = press(relief.signal);
    await shed;
    expect(seen).toContain('telemetry paused');
    expect(plane.statuses().find(({ id }) => id === 'immutable_log')?.state).toEqual({ name: 'ready' });
    expect(plane.statuses().find(({ id }) => id === 'snapshots')?.state).toEqual({ name: 'ready' });
    expect(governor.startingMax()).toBe(1);
    const restored = changed(0);
    relief.abort();
    await pressing;
    await restored;
    expect(seen.filter((each) => each.startsWith('telemetry'))).toEqual([
      'telemetry paused',
      'telemetry resumed',
    ]);
    expect(seen).not.toContain('self_healing paused');
    expect(told[0]).toMatch(/^event_loop: the event loop was late by \d+ ms, more than 300 ms\.$/u);
    expect(told[1]).toContain('No budget was spent faster than it may');
  } finally {
    relief.abort();
    stop.abort();
    await running;
    eventLoop.dispose();
    await plane.stop();
  }
});
