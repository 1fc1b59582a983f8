import { setTimeout as sleep } from 'node:timers/promises';
import { startGrace, type Grace } from './grace.mts';
import { offeredIn, semanticProcesses, type Offered } from './picks.mts';
import type { MeasuredFile } from './places.mts';
import { lapsOf, timed, timesOf, type Lap, type Laps, type Times } from './statistics.mts';

export interface CancellationMeasured {
  /** From cancelling to the answer. */
  readonly cold: Times;
  readonly warm: Times;
  /** The pick right after a cancelled one: what was cancelled must not keep the process. */
  readonly nextPickWarm: Laps;
  /** Picks that were answered before they could be cancelled. */
  readonly tooLate: number;
  /** Processes that ended over it: none. */
  readonly killed: number;
}

/** How long after the pick the person changes their mind. */
const coldDelaysMs = [50, 300, 800, 1_500, 2_500];
const warmDelaysMs = [1, 5, 10, 20, 40, 80];
const rounds = 3;

/** Cancels picks while the project is still being loaded, and while an edit is being made and checked. */
export async function measureCancellation(
  folder: string,
  files: readonly MeasuredFile[],
): Promise<CancellationMeasured> {
  const grace = await startGrace(folder);
  try {
    for (const file of files) await grace.open(file.path, file.text);
    const places = [...(await offeredIn(grace, files)).values()].flat();
    const measured = { cold: [] as number[], warm: [] as number[], next: [] as Lap[], tooLate: 0 };
    const processes = new Set<number>();
    for (const [index, delayMs] of coldDelaysMs.entries()) {
      const answeredMs = await cancelled(grace, places[index], delayMs);
      if (answeredMs === undefined) measured.tooLate += 1;
      else measured.cold.push(answeredMs);
      for (const pid of semanticProcesses(grace)) processes.add(pid);
    }
    if (places[0]) await grace.propose(places[0].pick);
    for (let round = 0; round < rounds; round += 1) {
      for (const [index, delayMs] of warmDelaysMs.entries()) {
        const offered = places[(round * warmDelaysMs.length + index) % places.length];
        const answeredMs = await cancelled(grace, offered, delayMs);
        if (answeredMs === undefined) measured.tooLate += 1;
        else measured.warm.push(answeredMs);
        if (offered && answeredMs !== undefined)
          measured.next.push((await timed(grace.pids(), () => grace.propose(offered.pick))).lap);
      }
    }
    for (const pid of semanticProcesses(grace)) processes.add(pid);
    return {
      cold: timesOf(measured.cold),
      warm: timesOf(measured.warm),
      nextPickWarm: lapsOf(measured.next),
      tooLate: measured.tooLate,
      killed: Math.max(0, processes.size - semanticProcesses(grace).length),
    };
  } finally {
    await grace.close();
  }
}

/** Milliseconds from cancelling to the answer; `undefined` when the pick had been answered already. */
async function cancelled(
  grace: Grace,
  offered: Offered | undefined,
  delayMs: number,
): Promise<number | undefined> {
  if (!offered) return undefined;
  const controller = new AbortController();
  const at = () => performance.now();
  const answered = grace.propose(offered.pick, controller.signal).then(at, at);
  const inTime = await Promise.race([answered.then(() => false), sleep(delayMs, true)]);
  if (!inTime) return undefined;
  const cancelledAtMs = performance.now();
  controller.abort();
  return (await answered) - cancelledAtMs;
}
