import { refused } from '../../base/index.ts';
import { defineKernel } from '../kernel/index.ts';
import { limits } from './limits.ts';
import { openWatchdog, type WatchdogOptions } from './watchdog.ts';

/** `tier_watchdog`: ready when its thread answers, and notices in time that beats have stopped. */
export const watchdogKernel = defineKernel({
  id: 'tier_watchdog',
  dependsOn: ['immutable_log'],
  async start(options: WatchdogOptions, lifetime) {
    const watchdog = await openWatchdog(options);
    lifetime.own('thread', watchdog.watch);
    const { watch } = watchdog;
    return {
      service: watchdog,
      onExit: watch.onExit,
      async isReady(signal) {
        const noticedMs = await watch.noticeSample(signal);
        return noticedMs <= limits.beatsMax * limits.sampleBeatMs
          ? 'ready'
          : refused(`The watchdog noticed a stop only after ${Math.round(noticedMs)} ms.`);
      },
      // The thread counts its looks: one that stands still does not answer.
      beat: async (signal) => ({ moved: await watch.looks(signal), owed: 1 }),
    };
  },
});
