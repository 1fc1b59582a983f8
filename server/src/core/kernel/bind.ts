import type { KernelId, Tier } from '../../protocol/index.ts';
import type { Kernel, KernelBounds, RunningKernel } from './kernel.ts';
import type { Lifetime } from './lifetime.ts';

/** The service of a kernel that runs: one of those that the asking kernel depends on. */
export type ServiceOf = <Service>(kernel: Kernel<never, Service>) => Service;

/** A kernel with where its ports come from. */
export interface BoundKernel {
  readonly id: KernelId;
  readonly tier: Tier;
  readonly dependsOn: readonly KernelId[];
  readonly optional: boolean;
  readonly bounds: KernelBounds;
  start(of: ServiceOf, lifetime: Lifetime): Promise<RunningKernel>;
}

/** Says what a kernel is given when it starts; asked anew for each start, as the services of others may be new. */
export function bind<Ports, Service>(
  kernel: Kernel<Ports, Service>,
  portsOf: (of: ServiceOf) => Ports,
): BoundKernel {
  const { id, tier, dependsOn, optional, bounds } = kernel;
  return {
    ...{ id, tier, dependsOn, optional, bounds },
    start: async (of, lifetime) => kernel.start(portsOf(of), lifetime),
  };
}
