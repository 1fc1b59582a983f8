import { defineCard } from '../card.ts';
import { afterMsMax, moments, strikeProcess, victims } from './strike-process.ts';

const burnersMax = 2;
/** Beyond the time it may take to notice: who watches is busy as well. */
const burnMs = 4_000;

/** The heart of a process stops: all of it stands still, and it does not say so, on a machine that may be busy. */
export const heartbeatStall = defineCard({
  id: 'heartbeat_stall',
  hypothesis:
    'A process of the analysis that stands still is noticed by the beats that it misses, also on a busy machine: it is ended, and what it owed is answered by another.',
  triggers: ['heartbeat_stall'],
  about: ['analysis'],
  recoveries: ['restart_process'],
  detectMsMax: 2_000,
  recoverMsMax: 10_000,
  draw: (random) => ({
    victim: random.pick(victims),
    moment: random.pick(moments),
    afterMs: random.below(afterMsMax),
    burners: random.below(burnersMax + 1),
  }),
  async prepare({ burners, ...plan }, levers, signal) {
    const usual = await levers.ask(plan.victim);
    return () => {
      for (let burner = 0; burner < burners; burner += 1) levers.burn(burnMs);
      return strikeProcess({ ...plan, times: 1, by: 'SIGSTOP' }, usual, levers, signal);
    };
  },
});
