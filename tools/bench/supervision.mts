/**
 * `npm run bench -- supervision`: 100,000 seeded schedules of kills, hangs, slow starts, flapping, full disks and lost
 * dependencies against the control plane, on a clock that only the schedule moves. The suite lives through others.
 */
import { simulate } from '../../test/core/kernel/simulation/simulate.ts';
import { bounds } from '../../test/core/kernel/simulation/world.ts';
import type { Bench } from '../bench.mts';

const schedules = 100_000;
const schedulesPerStep = 500;
/** The suite lives through those from 0 on. */
const firstSeed = 1_000_000;
const wrongShown = 10;

interface Step {
  readonly wrong: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
  readonly startsPerWindowMax: number;
  readonly replayed: boolean;
}

export async function run(bench: Bench): Promise<void> {
  const wrong: string[] = [];
  const counts: Record<string, number> = {};
  let startsPerWindowMax = 0;
  let replayed = true;
  for (let first = firstSeed; first < firstSeed + schedules; first += schedulesPerStep) {
    const step = await bench.step(`seeds from ${first}`, () => live(first));
    wrong.push(...step.wrong);
    replayed &&= step.replayed;
    startsPerWindowMax = Math.max(startsPerWindowMax, step.startsPerWindowMax);
    for (const [kind, count] of Object.entries(step.counts)) counts[kind] = (counts[kind] ?? 0) + count;
  }
  bench.log(`${schedules} schedules, seeds ${firstSeed} to ${firstSeed + schedules - 1}`);
  bench.log(
    Object.entries(counts)
      .sort(([, a], [, b]) => b - a)
      .map(([kind, count]) => `${kind} ${count}`)
      .join(', '),
  );
  bench.log(
    `most starts of one kernel within ${bounds.startsWindowMs} ms: ${startsPerWindowMax} (bound ${bounds.startsPerWindowMax})`,
  );
  bench.log(`the first schedule of each ${schedulesPerStep} replayed exactly: ${replayed ? 'yes' : 'NO'}`);
  bench.log(`broken laws: ${wrong.length}`);
  for (const sentence of wrong.slice(0, wrongShown)) bench.log(`  ${sentence}`);
}

async function live(firstOfStep: number): Promise<Step> {
  const wrong: string[] = [];
  const counts: Record<string, number> = {};
  let startsPerWindowMax = 0;
  let replayed = true;
  for (let seed = firstOfStep; seed < firstOfStep + schedulesPerStep; seed++) {
    const simulation = await simulate(seed);
    wrong.push(...simulation.wrong.map((sentence) => `seed ${seed}: ${sentence}`));
    const startsAtMs = new Map<string, number[]>();
    for (const { atMs, event, started } of simulation.happened) {
      if (event) counts[event.kind] = (counts[event.kind] ?? 0) + 1;
      if (!started) continue;
      const recent = [...(startsAtMs.get(started) ?? []), atMs].filter(
        (earlierMs) => atMs - earlierMs < bounds.startsWindowMs,
      );
      startsAtMs.set(started, recent);
      startsPerWindowMax = Math.max(startsPerWindowMax, recent.length);
    }
    if (seed === firstOfStep)
      replayed = JSON.stringify((await simulate(seed)).happened) === JSON.stringify(simulation.happened);
  }
  return { wrong, counts, startsPerWindowMax, replayed };
}
