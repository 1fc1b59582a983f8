import { defineCard } from '../card.ts';
import { afterMsMax, moments, strikeProcess, victims } from './strike-process.ts';

const timesMax = 3;

/** The processes that a kernel works with are killed, while they have nothing to do or in the middle of a question. */
export const kernelKill = defineCard({
  id: 'kernel_kill',
  hypothesis:
    'A process of the analysis that is killed, whatever it is at, is missed at once and another takes its place: what it owed is answered as if nothing had been, and nobody else notices.',
  triggers: ['kernel_exit'],
  about: ['analysis'],
  recoveries: ['restart_process'],
  detectMsMax: 2_000,
  recoverMsMax: 10_000,
  draw: (random) => ({
    victim: random.pick(victims),
    moment: random.pick(moments),
    afterMs: random.below(afterMsMax),
    times: 1 + random.below(timesMax),
  }),
  async prepare(plan, levers, signal) {
    const usual = await levers.ask(plan.victim);
    return () => strikeProcess({ ...plan, by: 'SIGKILL' }, usual, levers, signal);
  },
});
