import { isRefusal } from '../../base/index.ts';
import type { Phase } from '../phase.ts';
import { safeModeSentence } from '../fitness.ts';
import { kernelTiers, type KernelId } from '../../protocol/index.ts';
import { foundationKernels } from './3-foundation.ts';
import type { Serving } from './4-services.ts';

export interface Tested extends Serving {
  readonly broken: readonly KernelId[];
}

/** Each kernel passed its self-test alone, before others stood on it; here all do at the same time, with everything up. */
export const contracts: Phase<Serving, Tested> = {
  name: 'contracts',
  async run(serving, { plane, fitness, around }, signal) {
    const running = [...foundationKernels, ...serving.started].filter((id) => plane.isUp(id));
    const outcomes = await Promise.all(
      running.map(async (id) => ({ id, outcome: await plane.testKernel(id, signal) })),
    );
    const broken = outcomes.flatMap(({ id, outcome }) =>
      isRefusal(outcome) ? [{ id, reason: outcome.message }] : [],
    );
    for (const { id, reason } of broken)
      if (kernelTiers[id] === 0) fitness.fail(id, safeModeSentence(id, reason, around.state.folder));
    const detail = broken.map(({ id, reason }) => `${id}: ${reason}`).join(' ');
    return {
      out: { ...serving, broken: broken.map(({ id }) => id) },
      ...(broken.length > 0 ? { state: 'degraded', detail } : {}),
    };
  },
};
