/**
 * `npm run bench -- idle`: what Grace takes of a processor while nobody asks it anything, in a generated project of about
 * 40,000 lines with nine files open, after offers in all of them and one pick. In the first minute the engine tidies up what
 * the pick left. `npm run bench -- latency` measures the same beside everything else.
 */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startAnalysis } from '../../test/support/analysis.ts';
import type { Bench } from '../bench.mts';
import { run as runCommand } from '../run.mts';
import { startGrace } from './latency/grace.mts';
import { idleMinutes, idleShown, settleMs } from './latency/idle.mts';
import { coldPick, offeredIn } from './latency/picks.mts';
import { filesToMeasure } from './latency/places.mts';
import { processTree } from './latency/processes.mts';
import { writeProject } from './latency/project.mts';

const filesOpen = 9;

export async function run(bench: Bench): Promise<void> {
  if ((await runCommand(['node', 'tools/build.mts'])) !== 0) throw new Error('The build failed.');
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'grace-idle-')));
  try {
    writeProject(folder);
    const { load, shares } = await bench.step('idle', () => measure(folder));
    bench.log(`idle at ${bench.commit} (goal 1%), load ${load.toFixed(1)}: ${idleShown(shares)}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(folder: string) {
  const analysis = await startAnalysis(folder);
  const paths = await analysis.sourceFiles(['src'], new AbortController().signal);
  await analysis.dispose();
  const files = filesToMeasure(folder, paths, filesOpen);
  const grace = await startGrace(folder);
  try {
    for (const { path, text } of files) await grace.open(path, text);
    const [first] = [...(await offeredIn(grace, files)).values()].flat();
    if (first) await coldPick(grace, first);
    await sleep(settleMs);
    return { load: loadavg()[0] ?? 0, shares: await idleMinutes(processTree(grace.pid)) };
  } finally {
    await grace.close();
  }
}
