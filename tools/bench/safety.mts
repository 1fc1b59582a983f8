/**
 * How safe *Extract function* is: Grace beside TypeScript's own language service, on the same seeded sites of rxjs, zod
 * and ts-morph in one run, judged by the full compiler over the whole project (`judge/full-compiler.mts`).
 *
 * - Site: a random run of statements of a random function body, or a random expression that the raw service would
 *   extract (`safety/sites.mts`). `GRACE_BENCH_SITES` in all (1,002), spread by the shares of `sources/recipes.mts`; `GRACE_BENCH_SEED` (1) draws them.
 * - Application: one `function_scope_N` action of the raw service, applied. It fails when the service throws or makes no
 *   edit; it breaks when the compiler says something more often than before (same code, message and file: else it is new).
 *   Innermost is `function_scope_0`, outermost and first are the last and the first action of the site's list.
 * - The raw service got a site right when at least one of its applications neither fails nor breaks.
 * - Grace: the offer at the selection is silent, greyed out with a reason, or open. An open one is picked; its edit, as the
 *   analysis processes make it and before any proof, is refused with a reason or shown. Shown edits are judged in the same way.
 * - Kept: of the sites that the raw service got right, those where Grace shows an edit that does not break.
 * - Offered, then refused: of the sites with an open offer, those where the edit is refused.
 * - Milliseconds: the raw service makes one edit; Grace answers one request for an edit with its own check, across processes.
 * - 3% of the sites are compiled from nothing as well, and must agree with the incremental program.
 *
 * rxjs and zod come from npm, ts-morph from `GRACE_BENCH_SOURCES` (`sources/`); `GRACE_BENCH_ONLY` names some, with commas.
 * `GRACE_BENCH_RAW` names the results of an earlier run: its sites and the raw side are then taken from there.
 */
import { seeded } from '../../test/support/unreliable-disk.ts';
import type { Bench } from '../bench.mts';
import { openFullCompiler, newProblems, type FullCompiler } from './judge/full-compiler.mts';
import { inSteps, knownSteps, once, type Steps } from './judge/steps.mts';
import { requestMsMax, startPatientAnalysis } from './judge/patient-analysis.mts';
import { openRawService, type RawService } from './judge/raw-service.mts';
import { extractByGrace, intent, overlayOf, type GraceOutcome } from './safety/grace.mts';
import { extractRaw, functionActions, rawTexts } from './safety/raw.mts';
import { report, type Judged } from './safety/report.mts';
import { drawSites, type Site } from './safety/sites.mts';
import { countFor, openSources, type Source } from './sources/index.mts';

const seed = Number(process.env['GRACE_BENCH_SEED'] ?? 1);
const sitesWanted = Number(process.env['GRACE_BENCH_SITES'] ?? 1_002);
/** Sites of one step: what an interrupted run loses at most. */
const sitesPerStep = 5;
const fromScratchShare = 0.03;

export async function run(bench: Bench): Promise<void> {
  const sources = await openSources(bench.log);
  const known = knownSteps(bench, process.env['GRACE_BENCH_RAW']);
  const judged: Judged[] = [];
  for (const source of sources) {
    const count = countFor(source, sources, sitesWanted);
    judged.push(...(await judgeSource(source, count, bench, known)));
  }
  const lines = report(judged);
  bench.log(`seed ${seed}, commit ${bench.commit}`);
  for (const line of lines.text) bench.log(line);
  if (lines.broken > 0) process.exitCode = 1;
}

/** Opened when a step needs it: a run that only goes on with a later one does not pay for it. */
interface Opened {
  readonly compiler: () => FullCompiler;
  readonly raw: () => RawService;
}

async function judgeSource(source: Source, count: number, bench: Bench, known: Steps): Promise<Judged[]> {
  const compiler = once(() => {
    const opened = openFullCompiler(source.root);
    if (opened.baseline.size > 0)
      throw new Error(`${source.name} has problems: ${[...opened.baseline.keys()].join('; ')}`);
    return opened;
  });
  const opened: Opened = { compiler, raw: once(() => openRawService(compiler())) };
  // More of them begin with the same: the steps of a smaller run are good for a larger one.
  const name = `${source.name} seed ${seed}`;
  const sites = await known.step(`${name}: ${count} sites`, () =>
    Promise.resolve(sitesOf(source, count, opened)),
  );
  const raw = await inSteps(sites, sitesPerStep, (chunk, range) =>
    known.step(`${name}: raw ${range}`, () => {
      const ports = { raw: opened.raw(), compiler: opened.compiler() };
      return Promise.resolve(chunk.map((site) => extractRaw(ports, site)));
    }),
  );
  bench.log(`${source.name}: the raw side of ${sites.length} sites is there`);
  const grace = await graceSide(source, name, sites, bench, opened);
  const judged = sites.map((site, index) => ({
    source: source.name,
    site,
    raw: raw[index] ?? { listMs: 0, applications: [] },
    grace: grace?.[index],
  }));
  await confirmSome(judged, name, bench, opened);
  return judged;
}

function sitesOf(source: Source, count: number, opened: Opened): Site[] {
  const isExtractable = (site: Site) =>
    functionActions(opened.raw(), `${source.root}/${site.path}`, site).length > 0;
  return drawSites(source, opened.compiler().fileNames, count, seeded(seed), isExtractable);
}

async function graceSide(
  source: Source,
  name: string,
  sites: readonly Site[],
  bench: Bench,
  opened: Opened,
): Promise<readonly GraceOutcome[] | undefined> {
  const analysis = await startPatientAnalysis(source.root);
  try {
    const intents = await analysis.intents(AbortSignal.timeout(requestMsMax));
    if (!intents.some(({ id }) => id === intent)) {
      bench.log(`${source.name}: Grace has no ${intent} yet, so there is only the raw side`);
      return undefined;
    }
    return await inSteps(sites, sitesPerStep, (chunk, range) =>
      bench.step(`${name}: grace ${range}`, async () => {
        const outcomes: GraceOutcome[] = [];
        for (const site of chunk) outcomes.push(await extractByGrace(analysis, opened.compiler(), site));
        return outcomes;
      }),
    );
  } finally {
    await analysis.dispose();
  }
}

async function confirmSome(
  judged: readonly Judged[],
  name: string,
  bench: Bench,
  opened: Opened,
): Promise<void> {
  const random = seeded(seed);
  const verdicts: Confirmed['verdict'][] = [];
  for (const each of judged) {
    if (random() >= fromScratchShare) continue;
    const step = `${name}: from scratch ${each.site.path} ${each.site.span.start}`;
    verdicts.push((await bench.step(step, () => confirm(each, opened))).verdict);
  }
  const count = (verdict: Confirmed['verdict']) => verdicts.filter((each) => each === verdict).length;
  bench.log(`${name}: compiled from nothing: ${count('agreed')} agreed, ${count('DISAGREED')} disagreed`);
}

/** What the incremental program says of the edit of a site, against what one says that starts from nothing. */
function confirm({ site, raw, grace }: Judged, opened: Opened): Promise<Confirmed> {
  const compiler = opened.compiler();
  const application = raw.applications.find(({ failed }) => failed === undefined);
  const texts =
    grace?.kind === 'shown'
      ? overlayOf(compiler, grace.change)
      : application && rawTexts({ raw: opened.raw(), compiler }, site, application.action);
  if (!texts) return Promise.resolve({ verdict: 'nothing to compile' });
  const incremental = newProblems(compiler.problems(texts), compiler.baseline).toSorted();
  const fresh = newProblems(compiler.problemsFromScratch(texts), compiler.baseline).toSorted();
  const verdict = JSON.stringify(incremental) === JSON.stringify(fresh) ? 'agreed' : 'DISAGREED';
  return Promise.resolve({ verdict, incremental, fresh });
}

interface Confirmed {
  readonly verdict: 'agreed' | 'DISAGREED' | 'nothing to compile';
  readonly incremental?: readonly string[];
  readonly fresh?: readonly string[];
}
