import { setTimeout as sleep } from 'node:timers/promises';
import { startGrace } from './grace.mts';
import { idleMinutes, settleMs } from './idle.mts';
import { coldPick, offeredIn } from './picks.mts';
import { placesIn, type MeasuredFile } from './places.mts';
import { memoryOf, processTree } from './processes.mts';
import { lapsOf, type Lap, type Laps } from './statistics.mts';
import { startTsServer } from './tsserver.mts';

export interface ResourcesMeasured {
  /** From starting the process to its answer. */
  readonly initialize: Laps;
  /**
   * Share of one processor while nothing is asked, minute by minute. What the engine tidies up after the last pick is in the
   * first of them.
   */
  readonly idleShares: readonly number[];
  readonly memoryBytes: {
    readonly graceOffersOnly: number;
    readonly graceAfterPicks: number;
    readonly tsserver: number;
  };
}

const starts = 12;

/** What Grace costs while nobody asks it anything, beside tsserver with the same files open. */
export async function measureResources(
  folder: string,
  files: readonly MeasuredFile[],
): Promise<ResourcesMeasured> {
  const initialize: Lap[] = [];
  for (let index = 0; index < starts; index += 1) {
    const started = await startGrace(folder);
    initialize.push(started.initialize);
    await started.close();
  }
  const grace = await startGrace(folder);
  const tsserver = startTsServer(folder);
  try {
    for (const file of files) {
      await grace.open(file.path, file.text);
      tsserver.open(file.path, file.text);
    }
    for (const file of files)
      for (const { path, range } of placesIn(file, 2)) {
        await grace.codeActions(path, range);
        await tsserver.applicableRefactors(path, range);
      }
    await sleep(settleMs);
    const graceOffersOnly = memoryOf(processTree(grace.pid));
    const [first] = [...(await offeredIn(grace, files)).values()].flat();
    if (first) await coldPick(grace, first);
    await sleep(settleMs);
    const processes = processTree(grace.pid);
    const graceAfterPicks = memoryOf(processes);
    const idleShares = await idleMinutes(processes);
    return {
      initialize: lapsOf(initialize),
      idleShares,
      memoryBytes: {
        graceOffersOnly,
        graceAfterPicks,
        tsserver: memoryOf(processTree(tsserver.pid)),
      },
    };
  } finally {
    await Promise.all([grace.close(), tsserver.close()]);
  }
}
