import { isCancelled, messageOf } from '../base/index.ts';
import type { ControlPlane } from '../core/kernel/index.ts';
import { analysisLimits } from '../services/analysis/index.ts';

/** Levels of shedding: what observes, what learns. */
const levelMax = 2;
/** Processes that check while anything is shed. */
const workersShed = 1;

/** What the governor sheds and restores: parts that can wait, and the processes that the analysis may have. */
export function loadOf(
  plane: () => Pick<ControlPlane, 'shedLoad' | 'restoreLoad' | 'scaleWorkers'>,
  ending: AbortSignal,
  warn: (message: string) => void,
) {
  const withWorkers = async (change: Promise<number>): Promise<number> => {
    const level = await change;
    const workers = level > 0 ? workersShed : analysisLimits.semanticProcessesMax;
    // A process that is busy goes when it is done, and where no analysis runs there is none: nobody waits for that.
    void plane()
      .scaleWorkers('analysis', workers, ending)
      .catch((thrown: unknown) => {
        if (!isCancelled(thrown)) warn(messageOf(thrown));
      });
    return level;
  };
  return {
    levelMax,
    shedLoad: () => withWorkers(plane().shedLoad()),
    restoreLoad: () => withWorkers(plane().restoreLoad()),
  };
}
