import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { isRefusal, refused } from '../../../server/src/base/index.ts';
import {
  bind,
  createControlPlane,
  defineKernel,
  type BoundKernel,
  type KernelEvent,
  type Started,
} from '../../../server/src/core/kernel/index.ts';
import { kernelIds, type KernelId } from '../../../server/src/protocol/index.ts';
import { accepted, sentenceOf } from '../../support/sentence-of.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const never = new AbortController().signal;

const idle: Started<string> = {
  service: 'idle',
  isReady: () => Promise.resolve('ready'),
  beat: () => Promise.resolve({ moved: 0, owed: 0 }),
};

function kernelOf(id: KernelId, dependsOn: readonly KernelId[] = [], started: Partial<Started<string>> = {}) {
  return defineKernel<KernelId, undefined, string>({
    id,
    dependsOn: dependsOn as never[],
    start: () => Promise.resolve({ ...idle, ...started }),
  });
}

const bound = (...kernel: Parameters<typeof kernelOf>): BoundKernel =>
  bind(kernelOf(...kernel), () => undefined);

/** One that never starts. */
function broken(id: KernelId, sentence: string): BoundKernel {
  const kernel = defineKernel({ id, dependsOn: [], start: () => Promise.resolve(refused(sentence)) });
  return bind(kernel, () => undefined);
}

async function openPlane(kernels: readonly BoundKernel[], kept: { book?: unknown } = {}) {
  const clock = new VirtualClock();
  const events: KernelEvent[] = [];
  const notes: string[] = [];
  const plane = await createControlPlane({
    ...{ kernels, clock, random: () => 0.5 },
    memory: {
      read: () => Promise.resolve(kept.book),
      write: (book) => {
        kept.book = JSON.parse(JSON.stringify(book));
        return Promise.resolve();
      },
    },
    announce: (event) => events.push(event),
    note: (message) => notes.push(message),
  });
  const stateOf = (id: KernelId) => plane.statuses().find((status) => status.id === id)?.state;
  return { plane, clock, events, notes, stateOf, kept };
}

describe('starting', () => {
  test('leaves nothing on a signal that outlives it', async () => {
    const { plane, clock } = await openPlane([bound('immutable_log')]);
    const ending = new AbortController();
    const booted = plane.start(['immutable_log'], ending.signal);
    await clock.settle();
    await booted;
    expect(getEventListeners(ending.signal, 'abort')).toEqual([]);
    await plane.stop();
  });

  test('says of all twenty how they are, and of those that are not built that they are planned', async () => {
    const { plane, stateOf, clock } = await openPlane([
      bound('immutable_log'),
      bound('store', ['immutable_log']),
    ]);
    const booted = plane.start(kernelIds, never);
    await clock.settle();
    expect((await booted).map(({ id }) => id)).toEqual(kernelIds);
    expect(stateOf('store')).toEqual({ name: 'ready' });
    expect(plane.statuses().filter(({ state }) => state.name === 'planned')).toHaveLength(18);
    await plane.stop();
    expect(stateOf('store')).toEqual({ name: 'stopped' });
    expect(clock.sleeping).toBe(0);
  });

  test('goes on without what fails, and says what is missing', async () => {
    const { plane, stateOf, clock, events } = await openPlane([
      broken('workspace', 'The folder is gone.'),
      bound('analysis', ['workspace']),
      bound('verification'),
    ]);
    const booted = plane.start(kernelIds, never);
    await clock.advance(1_000);
    await booted;
    expect(stateOf('workspace')).toEqual({
      name: 'degraded',
      reason: 'The folder is gone. It is started again in a moment.',
    });
    expect(stateOf('analysis')).toEqual({ name: 'degraded', reason: 'It waits for workspace.' });
    expect(stateOf('verification')).toEqual({ name: 'ready' });
    expect(events.filter(({ kind }) => kind === 'failed').length).toBeGreaterThanOrEqual(3);
    await plane.stop();
  });

  test('that is given up leaves nothing behind', async () => {
    const endless = defineKernel({
      id: 'store',
      dependsOn: [],
      start: () => new Promise<never>(() => undefined),
    });
    const { plane, clock } = await openPlane([bind(endless, () => undefined)]);
    const giveUp = new AbortController();
    const booted = plane.start(kernelIds, giveUp.signal);
    await clock.settle();
    giveUp.abort();
    await expect(booted).rejects.toThrow('Cancelled');
    await plane.stop();
    expect(clock.sleeping).toBe(0);
  });
});

describe('services', () => {
  test('are handed on to what depends on them, and only to that', async () => {
    const store = kernelOf('store');
    const given: string[] = [];
    const user = (dependsOn: readonly KernelId[]) =>
      bind(
        defineKernel({
          id: 'clarity',
          dependsOn: dependsOn as never[],
          start: (ports: string) => {
            given.push(ports);
            return Promise.resolve(idle);
          },
        }),
        (of) => of(store),
      );
    const declared = await openPlane([bind(store, () => undefined), user(['store'])]);
    void declared.plane.start(kernelIds, never);
    await declared.clock.settle();
    expect(given).toEqual(['idle']);
    expect(declared.plane.service(store)).toBe('idle');
    await declared.plane.stop();
    expect(sentenceOf(declared.plane.service(store))).toContain('store does not run now (stopped).');

    const undeclared = await openPlane([bind(store, () => undefined), user([])]);
    void undeclared.plane.start(kernelIds, never).catch(() => undefined);
    await undeclared.clock.advance(1_000);
    expect(undeclared.stateOf('clarity')).toMatchObject({
      reason: expect.stringContaining('does not say that it depends on it') as string,
    });
    await undeclared.plane.stop();
  });

  test('of what is planned are refused', async () => {
    const { plane } = await openPlane([]);
    expect(sentenceOf(plane.service(kernelOf('chaos')))).toBe(
      'chaos is planned: this Grace does not have it yet.',
    );
    expect(isRefusal(await plane.restartKernel('chaos'))).toBe(true);
    expect(isRefusal(plane.startKernel('chaos'))).toBe(true);
    await plane.stop();
  });
});

describe('load', () => {
  function pausable(id: KernelId, kind: 'observing' | 'learning', paused: Set<string>): BoundKernel {
    const pause = () => Promise.resolve(void paused.add(id));
    const resume = () => Promise.resolve(void paused.delete(id));
    return bound(id, [], { pausable: [{ kind, pause, resume }] });
  }

  test('is shed in levels: observers first, then learning; and restored in reverse', async () => {
    const paused = new Set<string>();
    const { plane, clock, stateOf, events } = await openPlane([
      bound('immutable_log'),
      pausable('telemetry', 'observing', paused),
      pausable('self_healing', 'learning', paused),
    ]);
    void plane.start(kernelIds, never);
    await clock.settle();
    expect(await plane.shedLoad()).toBe(1);
    expect([...paused]).toEqual(['telemetry']);
    expect(stateOf('telemetry')).toMatchObject({ name: 'degraded' });
    expect(await plane.shedLoad()).toBe(2);
    expect(await plane.shedLoad()).toBe(2);
    expect([...paused].sort()).toEqual(['self_healing', 'telemetry']);
    expect(stateOf('immutable_log')).toEqual({ name: 'ready' });

    // What comes up meanwhile is paused as well.
    await plane.restartKernel('telemetry');
    paused.delete('telemetry');
    await clock.settle();
    expect([...paused].sort()).toEqual(['self_healing', 'telemetry']);

    expect(await plane.restoreLoad()).toBe(1);
    expect(await plane.restoreLoad()).toBe(0);
    expect([...paused]).toEqual([]);
    expect(stateOf('telemetry')).toEqual({ name: 'ready' });
    expect(events.filter(({ kind }) => kind === 'shed')).toHaveLength(5);
    await plane.stop();
  });

  test('is spread over as many workers as asked for, within the pool', async () => {
    let size = 2;
    const pool = {
      sizeMax: 3,
      size: () => size,
      scale: (to: number) => Promise.resolve((size = to)),
    };
    const { plane, clock, events } = await openPlane([bound('analysis', [], { pool }), bound('workspace')]);
    void plane.start(kernelIds, never);
    await clock.settle();
    expect(accepted(await plane.scaleWorkers('analysis', 3, never))).toBe(3);
    expect(events).toContainEqual({ kind: 'scaled', id: 'analysis', from: 2, to: 3 });
    for (const wrong of [0, 4, 1.5])
      expect(sentenceOf(await plane.scaleWorkers('analysis', wrong, never))).toBe(
        `analysis may have 1 to 3 workers, not ${wrong}.`,
      );
    expect(sentenceOf(await plane.scaleWorkers('workspace', 2, never))).toBe(
      'workspace has no workers to scale.',
    );
    await plane.stop();
    expect(isRefusal(await plane.scaleWorkers('analysis', 2, never))).toBe(true);
  });
});

describe('what is known of failures', () => {
  const quarantineOf = (kept: { book?: unknown }) => Object.keys(kept.book ?? {});

  test('outlives the process: an optional kernel rests on, one that must run is tried at once', async () => {
    const kept: { book?: unknown } = {};
    const first = await openPlane([broken('chaos', 'No.'), broken('store', 'No.')], kept);
    const booted = first.plane.start(kernelIds, never);
    await first.clock.advance(20_000);
    await booted;
    expect(first.stateOf('chaos')).toMatchObject({ name: 'quarantined', reason: 'No.' });
    expect(first.events).toContainEqual({ kind: 'unfit', id: 'store', reason: 'No.' });
    expect(first.events.filter((event) => event.kind === 'unfit')).toHaveLength(1);
    await first.plane.stop();
    expect(quarantineOf(kept).sort()).toEqual(['chaos', 'store']);

    const second = await openPlane([bound('chaos'), bound('store')], kept);
    void second.plane.start(kernelIds, never);
    await second.clock.settle();
    expect(second.stateOf('chaos')).toMatchObject({ name: 'quarantined' });
    expect(second.stateOf('store')).toMatchObject({
      reason: 'It is tried again after a quarantine: 0 of 3 self-tests passed.',
    });
    await second.clock.advance(10_000);
    expect(second.stateOf('store')).toEqual({ name: 'ready' });

    // A person may try it at once.
    second.plane.startKernel('chaos');
    await second.clock.advance(10_000);
    expect(second.stateOf('chaos')).toEqual({ name: 'ready' });
    await second.clock.advance(120_000);
    expect(quarantineOf(kept)).toEqual([]);
    await second.plane.stop();
  });

  test('and cannot be read is said, and nothing else comes of it', async () => {
    const { plane, notes, clock, stateOf } = await openPlane([bound('store')], { book: { store: 'torn' } });
    void plane.start(kernelIds, never);
    await clock.settle();
    expect(notes).toEqual([
      'What was known of restarts cannot be read: every kernel starts with a clean record.',
    ]);
    expect(stateOf('store')).toEqual({ name: 'ready' });
    await plane.stop();
  });
});
