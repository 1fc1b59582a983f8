import type { Disposable } from '../../base/index.ts';
import { bind, type BoundKernel, type Kernel, type ServiceOf } from '../../core/kernel/index.ts';

/** A kernel whose service is used by whoever holds its relay, from the moment it has started until it stops. */
export function relayed<Ports, Service>(
  kernel: Kernel<Ports, Service>,
  portsOf: (of: ServiceOf) => Ports,
  adopt: (service: Service) => Disposable,
): BoundKernel {
  const bound = bind(kernel, portsOf);
  return {
    ...bound,
    async start(of, lifetime) {
      const running = await bound.start(of, lifetime);
      lifetime.own('relay', adopt(running.service as Service));
      return running;
    },
  };
}
