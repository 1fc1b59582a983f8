import { kernelIds, kernelTiers, type KernelId } from '../../protocol/index.ts';
import type { Phase } from '../phase.ts';
import { whyNotRunning } from '../why-not-running.ts';
import type { Founded } from './3-foundation.ts';

export interface Serving extends Founded {
  readonly started: readonly KernelId[];
}

/** What still is of use when nothing may be changed; nothing of a crash is settled while crashes go on. */
const carefulKernels: readonly KernelId[] = ['workspace', 'analysis'];

/** Starts the tiers above the foundation, in waves. One that fails is degraded, with its reason; the others go on. */
export const services: Phase<Founded, Serving> = {
  name: 'services',
  async run(founded, { plane, bringUp, fitness }, signal) {
    const planned = new Set(
      plane
        .statuses()
        .filter(({ state }) => state.name === 'planned')
        .map(({ id }) => id),
    );
    const all = kernelIds.filter((id) => kernelTiers[id] > 0 && !planned.has(id));
    const started = fitness.isHeld() ? carefulKernels : all;
    await bringUp(started, signal);
    const down = started.filter((id) => !plane.isUp(id));
    const detail = down.map((id) => `${id}: ${whyNotRunning(plane, id)}`).join(' ');
    return { out: { ...founded, started }, ...(down.length > 0 ? { state: 'degraded', detail } : {}) };
  },
};
