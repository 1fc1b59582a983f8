import { plainLog } from '../log-parts.ts';
import { failedWith, ok, type Check } from './check.ts';

/** Whether the chain of the log holds, from its last checkpoint to its end. */
export const log: Check = {
  name: 'log',
  async look(around) {
    const { lastSeq, damage } = await plainLog(around).catchUp();
    if (damage !== undefined) return failedWith(damage);
    return ok(lastSeq === 0 ? 'Nothing is recorded yet.' : `The chain holds up to record ${lastSeq}.`);
  },
};
