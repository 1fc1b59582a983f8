import { expect, test } from 'vitest';
import { Cancelled, refused, type Refusal } from '../../server/src/base/index.ts';
import { sendCanary } from '../../server/src/boot/canary.ts';
import { createFitness } from '../../server/src/boot/fitness.ts';
import type { KernelStatus } from '../../server/src/core/kernel/index.ts';
import { kernelTiers, type CanaryResult, type KernelId } from '../../server/src/protocol/index.ts';

const up: readonly KernelId[] = ['immutable_log', 'analysis', 'refactor'];

/** Kernels that answer their self-test as a test says. */
async function sent(answer: (id: KernelId) => Promise<'ready' | Refusal>) {
  const told: CanaryResult[] = [];
  const warnings: string[] = [];
  const asked: KernelId[] = [];
  const fitness = createFitness(() => undefined);
  const statuses = [...up, 'chaos' as const].map((id): KernelStatus => ({
    id,
    tier: kernelTiers[id],
    state: { name: 'ready' },
    restarts: 0,
  }));
  let nowMs = 0;
  await sendCanary(
    {
      plane: {
        statuses: () => statuses,
        isUp: (id) => up.includes(id),
        testKernel(id) {
          asked.push(id);
          return answer(id);
        },
      },
      ...{ fitness, stateFolder: '/state' },
      clock: { monotonic: () => (nowMs += 20) },
      tell: (result) => void told.push(result),
      warn: (message) => void warnings.push(message),
    },
    new AbortController().signal,
  );
  return { told, warnings, asked, whyReadOnly: fitness.whyReadOnly() };
}

test('asks all that run, at the same time, and says that they passed', async () => {
  let waiting = 0;
  let letGo: () => void = () => undefined;
  const all = new Promise<void>((resolve) => (letGo = resolve));
  const { told, asked, warnings } = await sent(async () => {
    waiting += 1;
    if (waiting === up.length) letGo();
    await all;
    return 'ready';
  });
  expect(asked).toEqual(up);
  expect(told).toEqual([
    { state: 'running', ms: 0 },
    { state: 'passed', ms: 20 },
  ]);
  expect(warnings).toEqual([]);
});

test('one of the foundation that fails beside the others makes Grace unfit; any other is only named', async () => {
  const failing = (which: KernelId) => (id: KernelId) =>
    Promise.resolve(id === which ? refused('It forgot a record.') : ('ready' as const));
  const other = await sent(failing('refactor'));
  expect(other.told.at(-1)).toMatchObject({ state: 'failed', detail: 'refactor: It forgot a record.' });
  expect(other.warnings).toEqual([expect.stringContaining('refactor: It forgot a record.')]);
  expect(other.whyReadOnly).toBeUndefined();
  const founding = await sent(failing('immutable_log'));
  expect(founding.whyReadOnly).toContain('safe mode and changes nothing here: immutable_log');
});

test('what throws has failed; what is called off, because the workspace is closed, has not', async () => {
  const thrown = await sent(() => Promise.reject(new Error('no disk')));
  expect(thrown.told.at(-1)).toMatchObject({ state: 'failed', detail: 'no disk' });
  const closed = await sent(() => Promise.reject(new Cancelled()));
  expect(closed.told).toEqual([{ state: 'running', ms: 0 }]);
});
