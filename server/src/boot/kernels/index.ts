/** Kernels promise that everything Grace consists of here is under control: each with where its ports come from. */
import type { BoundKernel } from '../../core/kernel/index.ts';
import { foundation } from './foundation.ts';
import { guardians } from './guardians.ts';
import { observers } from './observers.ts';
import type { KernelsPorts } from './ports.ts';
import { workers } from './workers.ts';

/** Every kernel that there is. */
export function bindKernels(ports: KernelsPorts): readonly BoundKernel[] {
  return [...foundation(ports), ...guardians(ports), ...workers(ports), ...observers(ports)].map(
    (kernel) => ({
      ...kernel,
      async start(of, lifetime) {
        const running = await kernel.start(of, lifetime);
        ports.onArrival();
        return running;
      },
    }),
  );
}
