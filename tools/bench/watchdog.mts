/**
 * `npm run bench -- watchdog`: how soon a stopped analysis process is noticed and another one is up, how often one that
 * works is suspected, and what the watchdog's thread costs; as the machine is, and with two busy processes for each core.
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createMainLoopPort, systemProcesses } from '../../server/src/adapters/index.ts';
import { createVigil } from '../../server/src/core/watchdog/index.ts';
import { builtWatchdog, startAnalysis, temporaryTree } from '../../test/support/analysis.ts';
import { keepBusy } from '../../test/support/busy.ts';
import type { Bench } from '../bench.mts';
import { waitedMs } from './latency/processes.mts';
import { timesOf } from './latency/statistics.mts';

const beatMs = 250;
const lookMs = 50;
const rounds = 20;
const beatsWanted = 1_000;
const children = 4;
const secondsMax = 900;
const signal = new AbortController().signal;

export async function run(bench: Bench): Promise<void> {
  for (const load of ['as it is', 'busy'] as const) {
    for (const name of ['SIGKILL', 'SIGSTOP'] as const) {
      const { noticedMs, restartMs, freeMs, answered } = await bench.step(`${name}, ${load}`, () =>
        underLoad(load, () => interrupt(name)),
      );
      const beats = noticedMs.map((ms) => ms / beatMs);
      bench.log(
        `${name}, machine ${load}: ${answered} of ${rounds} answered; gone after ${shown(noticedMs, 0)} ms = ${shown(beats, 2)} beats (limit 3); another one is up ${shown(restartMs, 0)} ms later (goal 1,000), less what it waited for a processor ${shown(freeMs, 0)}`,
      );
    }
    const { beats, raw10, raw50, killed } = await bench.step(`false alarms, ${load}`, () =>
      underLoad(load, falseAlarms),
    );
    const per1000 = (count: number) => ((1_000 * count) / beats).toFixed(2);
    bench.log(
      `machine ${load}: ${beats} beats of processes that compute: suspected ${per1000(raw50)} times per 1,000 beats (${per1000(raw10)} with a floor of 10 ms), killed ${killed} times`,
    );
  }
  const { startMs, residentBytes } = await bench.step('thread', threadCost);
  bench.log(
    `the watchdog's thread answers after ${Math.round(startMs)} ms and takes ${(residentBytes / 1e6).toFixed(1)} MB`,
  );
}

async function underLoad<T>(load: 'as it is' | 'busy', work: () => Promise<T>): Promise<T> {
  const busy = load === 'busy' ? keepBusy(2 * availableParallelism(), secondsMax) : undefined;
  try {
    return await work();
  } finally {
    busy?.end();
  }
}

const files = {
  'tsconfig.json': '{ "compilerOptions": { "noEmit": true, "lib": ["es5"], "types": [] } }',
  'a.ts': 'export const a = 1;\n',
};

/** Hits the process that makes an edit, and waits for the edit all the same. */
async function interrupt(name: 'SIGKILL' | 'SIGSTOP') {
  const tree = temporaryTree(files);
  const analysis = await startAnalysis(tree.root, { entry: 'test', limits: { deathsMax: 1_000 } });
  const edit = () => analysis.edit({ path: 'a.ts', span: { start: 0, end: 0 }, intent: 'brief' }, signal);
  /** The process that edits and has said its first word. */
  const pidUp = () => /^semantic.*process (\d+), \d+ MB, busy$/m.exec(analysis.debugInfo())?.[1];
  const noticedMs: number[] = [];
  const restartMs: number[] = [];
  const freeMs: number[] = [];
  let answered = 0;
  await edit();
  for (let round = 0; round < rounds; round += 1) {
    const answer = edit();
    let pid: string | undefined;
    while ((pid = pidUp()) === undefined) await sleep(2);
    await sleep((round * 17) % 300);
    const hitMs = performance.now();
    process.kill(Number(pid), name);
    while (systemProcesses.isAlive(Number(pid))) await sleep(2);
    const goneMs = performance.now();
    let next = pidUp();
    for (; next === undefined || next === pid; next = pidUp()) await sleep(2);
    noticedMs.push(goneMs - hitMs);
    restartMs.push(performance.now() - goneMs);
    freeMs.push(performance.now() - goneMs - waitedMs([Number(next)]));
    if ('change' in (await answer)) answered += 1;
  }
  await analysis.dispose();
  tree.remove();
  return { noticedMs, restartMs, freeMs, answered };
}

/** Watches processes that compute: what the detector alone would say, and what is made of it with the system's word. */
async function falseAlarms() {
  const counts = { beats: 0, raw10: 0, raw50: 0, killed: 0 };
  const module = join(import.meta.dirname, 'watchdog', 'computing.mts');
  const watched = Array.from({ length: children }, async () => {
    const child = systemProcesses.fork({ module, args: [], execArgv: ['--no-warnings'], beatMs });
    const vigils = [50, 10].map((deviationMsMin) => createVigil({ beatMs, lookMs, deviationMsMin }));
    const suspected = [false, false];
    await new Promise<void>((resolve) => child.onBeat(resolve));
    vigils.forEach((vigil) => vigil.begin(performance.now()));
    child.onBeat(() => {
      counts.beats += 1;
      suspected.fill(false);
      vigils.forEach((vigil) => vigil.beat(performance.now()));
    });
    let isKilled = false;
    while (counts.beats < beatsWanted) {
      await sleep(lookMs);
      const looks = vigils.map((vigil) => vigil.look(performance.now()).isSuspicious);
      const isNew = looks.map((isSuspicious, index) => isSuspicious && suspected[index] === false);
      looks.forEach((isSuspicious, index) => {
        if (isSuspicious) suspected[index] = true;
      });
      if (isNew[0]) counts.raw50 += 1;
      if (isNew[1]) counts.raw10 += 1;
      if (!looks[0] || isKilled) continue;
      const activity = await child.activity();
      isKilled = activity !== 'running' && vigils[0]?.look(performance.now()).isSuspicious === true;
      if (isKilled) counts.killed += 1;
    }
    child.dispose();
  });
  await Promise.all(watched);
  return counts;
}

async function threadCost() {
  const tree = temporaryTree({});
  const before = process.memoryUsage.rss();
  const startedMs = performance.now();
  const watch = createMainLoopPort(await builtWatchdog()).watch(tree.root, { beatMs, hungMs: 60_000 });
  await watch.looks(signal);
  const startMs = performance.now() - startedMs;
  await sleep(2_000);
  const residentBytes = process.memoryUsage.rss() - before;
  await watch.dispose();
  tree.remove();
  return { startMs, residentBytes };
}

function shown(values: readonly number[], digits: number): string {
  const { p50, p95, max } = timesOf(values);
  return `p50 ${p50.toFixed(digits)}, p95 ${p95.toFixed(digits)}, max ${max.toFixed(digits)}`;
}
