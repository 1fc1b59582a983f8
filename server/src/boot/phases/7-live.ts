import { bootDecision } from '../boot-decision.ts';
import type { Phase } from '../phase.ts';
import type { Restored } from './6-restore.ts';

/** Says that Grace is up, in the log: what a later boot is compared with. */
export const live: Phase<Restored, 'live'> = {
  name: 'live',
  async run(_restored, { reporter, record, relays, fitness }) {
    const reason = fitness.whyReadOnly();
    if (reason !== undefined) {
      await record('boot.safe_mode', { reason });
      await relays.decide(bootDecision(reporter.report()));
      return { out: 'live', state: 'degraded', detail: reason };
    }
    const report = reporter.report();
    const { phases, checks, kernels, ms } = report;
    await record('boot.live', {
      ...{ ms, checks },
      phases: phases.map(({ name, ms: tookMs, state }) => ({ name, ms: tookMs, state })),
      kernels: kernels
        .filter(({ state }) => state !== 'planned')
        .map(({ name, state, readyMs, restarts }) => ({
          ...{ name, state, restarts },
          ...(readyMs === undefined ? {} : { readyMs }),
        })),
    });
    await relays.decide(bootDecision(report));
    return { out: 'live' };
  },
};
