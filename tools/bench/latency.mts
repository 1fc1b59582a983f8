/**
 * `npm run bench -- latency`: what Grace costs a person who types, on a generated project of about 40,000 lines and on every
 * folder named in `GRACE_BENCH_REPOSITORIES` (separated by the system's path separator), through the real language
 * server, beside tsserver in the same run on the same files and places. `GRACE_BENCH_FILES` is how many files of each.
 */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { startAnalysis } from '../../test/support/analysis.ts';
import type { Bench } from '../bench.mts';
import { run as runCommand } from '../run.mts';
import { measureCancellation } from './latency/cancellation.mts';
import { measureOffers } from './latency/offers.mts';
import { measurePicks } from './latency/picks.mts';
import { filesToMeasure, type MeasuredFile } from './latency/places.mts';
import { writeProject } from './latency/project.mts';
import { reportLines, type Measured } from './latency/report.mts';
import { measureResources } from './latency/resources.mts';

const filesDefault = 10;

export async function run(bench: Bench): Promise<void> {
  if ((await runCommand(['node', 'tools/build.mts'])) !== 0) throw new Error('The build failed.');
  const generated = realpathSync(mkdtempSync(join(tmpdir(), 'grace-latency-')));
  try {
    writeProject(generated);
    await measureProject(bench, 'generated project', generated);
  } finally {
    rmSync(generated, { recursive: true, force: true });
  }
  for (const folder of (process.env['GRACE_BENCH_REPOSITORIES'] ?? '').split(delimiter).filter(Boolean))
    await measureProject(bench, basename(folder), realpathSync(folder));
}

async function measureProject(bench: Bench, name: string, folder: string): Promise<void> {
  const analysis = await startAnalysis(folder);
  const paths = await analysis.sourceFiles(['src'], new AbortController().signal);
  await analysis.dispose();
  const files = filesToMeasure(folder, paths, Number(process.env['GRACE_BENCH_FILES'] ?? filesDefault));
  const measure = <T,>(what: string, work: (at: string, of: readonly MeasuredFile[]) => Promise<T>) =>
    bench.step(`${name}: ${what}`, async () => ({ load: loadavg()[0] ?? 0, ...(await work(folder, files)) }));
  const measured: Measured = {
    offers: await measure('offers', measureOffers),
    picks: await measure('picks', measurePicks),
    cancellation: await measure('cancellation', measureCancellation),
    resources: await measure('resources', measureResources),
  };
  bench.log(`\n${name}: ${paths.length} files, ${files.length} of them measured`);
  for (const line of reportLines(measured)) bench.log(line);
}
