import { isRefusal } from '../../base/index.ts';
import { kernelTiers, type KernelId } from '../../protocol/index.ts';
import type { Kernel, KernelSpecification } from './kernel.ts';
import { limits } from './limits.ts';

/** A start that failed for a reason of the world outside: its message is the sentence of the refusal. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused';
}

/**
 * Makes a kernel of a specification. How it is stopped follows from what its lifetime owns and runs, so that no kernel can
 * forget to; what a start that fails had taken hold of goes the same way.
 */
export function defineKernel<Id extends KernelId, Ports, Service>(
  specification: KernelSpecification<Id, Ports, Service>,
): Kernel<Ports, Service> {
  const { id, dependsOn } = specification;
  const tier = kernelTiers[id];
  const { startMsMax, stallMs } = limits;
  return {
    id,
    tier,
    dependsOn,
    optional: specification.optional ?? tier > 0,
    bounds: { startMsMax, stallMs, ...specification.bounds },
    async start(ports, lifetime) {
      const started = await specification.start(ports, lifetime);
      if (isRefusal(started)) throw new StartRefused(started.message);
      return { ...started, stop: () => lifetime.end() };
    },
  };
}
