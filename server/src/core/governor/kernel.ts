import { Emitter, isCancelled, messageOf, refused } from '../../base/index.ts';
import { defineKernel } from '../kernel/index.ts';
import { createGovernor, type GovernorOptions } from './open.ts';

/** `resource_governor`: ready when it can measure this machine. */
export const governorKernel = defineKernel({
  id: 'resource_governor',
  dependsOn: ['clarity'],
  start(options: GovernorOptions, lifetime) {
    const eventLoop = lifetime.own('event loop', options.resources.watchEventLoop());
    const governor = createGovernor(options, eventLoop);
    const exit = new Emitter<string>();
    lifetime
      .run('measure', (signal) => governor.run(signal))
      .catch((thrown: unknown) => {
        if (!isCancelled(thrown)) exit.fire(`The machine is not measured any more: ${messageOf(thrown)}`);
      });
    return Promise.resolve({
      service: governor,
      onExit: exit.event,
      async isReady() {
        const { processes } = await options.resources.ownProcesses();
        const own = processes[0]?.residentBytes;
        if (own === undefined || own <= 0) return refused('The system does not tell what this process uses.');
        const { availableBytes, totalBytes } = options.resources.memory();
        if (!(totalBytes > 0 && availableBytes >= 0))
          return refused('The system does not tell how much memory there is.');
        return 'ready';
      },
      beat: () => Promise.resolve(governor.progress()),
    });
  },
});
