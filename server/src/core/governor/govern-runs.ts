import { failed } from '../../base/index.ts';
import type { ProcessPort, ToolRun } from '../ports/index.ts';
import type { AdaptiveLimit } from './adaptive-limit.ts';
import { limits } from './limits.ts';

/** The same processes, of whose tools no more run at the same time than the machine bears. */
export function governRuns(processes: ProcessPort, limit: Pick<AdaptiveLimit, 'run'>): ProcessPort {
  return {
    ...processes,
    async run(run, signal) {
      const outcome = await limit.run(kindOf(run), () => processes.run(run, signal), signal);
      if (outcome !== 'full') return outcome;
      return failed('too_many', `More than ${limits.waitingMax} tools wait for their turn already.`);
    },
  };
}

/** The program and its script: what they are asked to look at differs each time. */
function kindOf({ argv }: ToolRun): string {
  const wordsTold = 2;
  return argv.slice(0, wordsTold).join(' ');
}
