import type { KernelId } from '../../protocol/index.ts';
import type { Phase } from '../phase.ts';
import { whyNotRunning } from '../why-not-running.ts';
import { foundationKernels } from './3-foundation.ts';
import type { Serving } from './4-services.ts';

export interface Tested extends Serving {
  readonly broken: readonly KernelId[];
}

/**
 * Holds every kernel to its contract: it is up only by a self-test of the real thing that it passed in this boot, with all
 * that it depends on up. Whoever is not, is named. All of them at once are tried right after (`canary.ts`), where nobody
 * waits for it.
 */
export const contracts: Phase<Serving, Tested> = {
  name: 'contracts',
  run(serving, { plane }) {
    const wanted = [...foundationKernels, ...serving.started];
    const statuses = plane.statuses().filter(({ id }) => wanted.includes(id) && plane.isUp(id));
    const broken = statuses.filter(({ state }) => state.name !== 'ready').map(({ id }) => id);
    const detail = broken.map((id) => `${id}: ${whyNotRunning(plane, id)}`).join(' ');
    return Promise.resolve({
      out: { ...serving, broken },
      ...(broken.length > 0 ? { state: 'degraded' as const, detail } : {}),
    });
  },
};
