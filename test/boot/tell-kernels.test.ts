import { expect, test } from 'vitest';
import { createFitness } from '../../server/src/boot/fitness.ts';
import { tellKernels } from '../../server/src/boot/tell-kernels.ts';
import type { KernelEvent } from '../../server/src/core/kernel/index.ts';
import type { KernelId } from '../../server/src/protocol/index.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const failed = (id: KernelId): KernelEvent => ({
  ...{ kind: 'failed', id, failure: 'kernel_exit', reason: 'It ended.' },
});
const retry = (id: KernelId): KernelEvent => ({ kind: 'retry', id, delayMs: 100 });

/** A log that takes one record at a time, each when a test lets it. */
function telling() {
  const clock = new VirtualClock();
  const recorded: string[] = [];
  const warnings: string[] = [];
  const waiting: (() => void)[] = [];
  let isHeld = true;
  const take = (what: string) =>
    new Promise<void>((resolve) => {
      const done = () => {
        recorded.push(what);
        resolve();
      };
      if (isHeld) waiting.push(done);
      else done();
    });
  const fitness = createFitness(() => undefined);
  const told = tellKernels({
    record: (topic) => take(topic),
    decide: async ({ kind }) => {
      await take(kind);
      return undefined;
    },
    ...{ fitness, clock, stateFolder: '/state', changed: () => undefined },
    restartsOf: (id) => ({ restarts: id === 'store' ? 1 : 0, ms: 5 }),
    warn: (message) => void warnings.push(message),
  });
  return {
    ...{ clock, recorded, warnings, fitness },
    tell: (event: KernelEvent) => told.tell(event),
    end: () => told.end(),
    letGo: () => {
      isHeld = false;
      for (const done of waiting.splice(0)) done();
    },
  };
}

test('an event is recorded before the decision about it, in the order in which they happened', async () => {
  const { tell, end, recorded, letGo } = telling();
  tell(failed('store'));
  tell(retry('store'));
  tell({ kind: 'state', id: 'store', state: { name: 'ready' } });
  tell({ kind: 'state', id: 'config', state: { name: 'ready' } });
  tell({ kind: 'quarantined', id: 'chaos', untilMs: 0, reason: 'It failed.' });
  tell({ kind: 'shed', level: 1, paused: ['chaos'] });
  letGo();
  await end();
  // A first start is no news.
  expect(recorded).toEqual([
    ...['kernel.failed', 'restart', 'kernel.ready'],
    ...['kernel.quarantined', 'quarantine', 'load.changed'],
  ]);
});

test('what waits at the end is recorded, what comes after it is not', async () => {
  const { tell, end, recorded, letGo, clock } = telling();
  tell(failed('store'));
  tell(failed('analysis'));
  let isOver = false;
  const ending = end().then(() => void (isOver = true));
  tell(failed('refactor'));
  await clock.settle();
  expect(isOver).toBe(false);
  letGo();
  await ending;
  expect(recorded).toEqual(['kernel.failed', 'kernel.failed']);
});

test('a log that takes nothing holds up no end, and it is said how much is missing', async () => {
  const { tell, end, warnings, recorded, clock } = telling();
  tell(failed('store'));
  tell(failed('analysis'));
  const ending = end();
  await clock.advance(1_500);
  await ending;
  expect(recorded).toEqual([]);
  expect(warnings).toEqual(['2 of what happened to the kernels could not be recorded in time.']);
});

test('more than can be recorded is dropped, which is said once', async () => {
  const { tell, end, warnings, recorded, letGo } = telling();
  for (let time = 0; time < 300; time += 1) tell(failed('store'));
  letGo();
  await end();
  expect(recorded).toHaveLength(256);
  expect(warnings).toEqual(['More happens to the kernels than can be recorded: some of it is not.']);
});

test('a kernel of the foundation that does not run makes Grace unfit, until it runs again', () => {
  const { tell, fitness } = telling();
  tell({ kind: 'unfit', id: 'store', reason: 'It is gone.' });
  expect(fitness.whyReadOnly()).toMatch(/^Grace is in safe mode .*: store does not run\. It is gone\./u);
  tell({ kind: 'state', id: 'config', state: { name: 'ready' } });
  expect(fitness.whyReadOnly()).toBeDefined();
  tell({ kind: 'state', id: 'store', state: { name: 'ready' } });
  expect(fitness.whyReadOnly()).toBeUndefined();
});
