import { isCancelled, messageOf } from '../../base/index.ts';
import type { Phase } from '../phase.ts';
import type { Tested } from './5-contracts.ts';

export interface Restored extends Tested {
  /** Restore points and tasks are as they were before a crash, as far as they can be. */
  readonly settled: boolean;
}

/**
 * Takes up what an earlier process left: interrupted applies are settled already, as `snapshots` does so before it serves;
 * what the bus did not deliver is read again, and goes to whoever consumes it.
 */
export const restore: Phase<Tested, Restored> = {
  name: 'restore',
  async run(tested, { relays, fitness }) {
    if (fitness.whyReadOnly() !== undefined)
      return {
        out: { ...tested, settled: false },
        state: 'skipped',
        detail: 'Nothing is taken up in safe mode.',
      };
    try {
      await Promise.all([relays.restore.service.list(), relays.bus.service.catchUp()]);
      return { out: { ...tested, settled: true } };
    } catch (thrown) {
      if (isCancelled(thrown)) throw thrown;
      return { out: { ...tested, settled: false }, state: 'degraded', detail: messageOf(thrown) };
    }
  },
};
