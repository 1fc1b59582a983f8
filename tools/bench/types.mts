/**
 * How much of what people write as types comes back: the types of one function of rxjs, zod or ts-morph at a time are taken
 * away and asked for again, of Grace and of TypeScript's own language service, on the same seeded functions in one run.
 *
 * - Function: a declaration, expression, arrow, method or constructor with a body and at least one written type of a
 *   parameter or of its result. `GRACE_BENCH_FUNCTIONS` in all (402), spread by the shares of `sources/recipes.mts`, each
 *   function of a source as likely as the next; `GRACE_BENCH_SEED` (1) draws them.
 * - Stripped: all its parameter types and its return type; `?`, defaults and a `this` parameter stay, and so do all other
 *   files and functions.
 * - Raw: the `inferFromUsage` fix at each stripped parameter, then *Infer function return type* where there was one.
 * - Grace: the stripped text is an unsaved buffer; the intent is picked with the caret on the function's name (on its start,
 *   where it has none), and its edit is taken as the analysis processes make it, before any proof.
 * - Exact: the written type has the same tokens as the stripped one. Per type, and per function for all of its types; a type
 *   that is not written is not exact, whether or not its context would have given it.
 * - Broken: the full compiler says something of the whole project, with the result in it, more often than it does with the
 *   original and with the stripped function (same code, message and file).
 * - Way out: a written type that is `any`, `unknown`, `object`, `Function` or `{}`, or has it as a member of its union or
 *   intersection or as the element of its array, where the stripped type had not. In parts of the types written.
 *
 * `GRACE_BENCH_SOURCES`, `GRACE_BENCH_ONLY` and `GRACE_BENCH_RAW` as in `safety.mts`.
 */
import { seeded } from '../../test/support/unreliable-disk.ts';
import type { Bench } from '../bench.mts';
import { openFullCompiler, type FullCompiler } from './judge/full-compiler.mts';
import { requestMsMax, startPatientAnalysis } from './judge/patient-analysis.mts';
import { openRawService } from './judge/raw-service.mts';
import { inSteps, knownSteps, once, type Steps } from './judge/steps.mts';
import { countFor, openSources, type Source } from './sources/index.mts';
import { drawFunctions, strip, type Place } from './types/functions.mts';
import { intent, recoverByGrace, type GraceRecovery } from './types/grace.mts';
import { recoverRaw, type RawRecovery } from './types/raw.mts';
import { report, type Judged } from './types/report.mts';

const seed = Number(process.env['GRACE_BENCH_SEED'] ?? 1);
const functionsWanted = Number(process.env['GRACE_BENCH_FUNCTIONS'] ?? 402);
/** Functions of one step: what an interrupted run loses at most. */
const functionsPerStep = 4;

export async function run(bench: Bench): Promise<void> {
  const sources = await openSources(bench.log);
  const known = knownSteps(bench, process.env['GRACE_BENCH_RAW']);
  const judged: Judged[] = [];
  for (const source of sources) {
    const count = countFor(source, sources, functionsWanted);
    judged.push(...(await judgeSource(source, count, bench, known)));
  }
  const lines = report(judged);
  bench.log(`seed ${seed}, commit ${bench.commit}`);
  for (const line of lines.text) bench.log(line);
  if (lines.broken > 0) process.exitCode = 1;
}

async function judgeSource(source: Source, count: number, bench: Bench, known: Steps): Promise<Judged[]> {
  const compiler = once(() => openFullCompiler(source.root));
  const raw = once(() => openRawService(compiler()));
  // More of them begin with the same: the steps of a smaller run are good for a larger one.
  const name = `${source.name} seed ${seed}`;
  const places = await known.step(`${name}: ${count} functions`, () =>
    Promise.resolve(drawFunctions(source, compiler().fileNames, count, seeded(seed))),
  );
  const recovered = await inSteps(places, functionsPerStep, (chunk, range) =>
    known.step<RawRecovery[]>(`${name}: raw ${range}`, () => {
      const ports = { raw: raw(), compiler: compiler() };
      return Promise.resolve(chunk.map((place) => recoverRaw(ports, place, strip(source, place))));
    }),
  );
  bench.log(`${source.name}: the raw side of ${places.length} functions is there`);
  const grace = await graceSide(source, name, places, bench, compiler);
  return places.flatMap((place, index) => {
    const own = recovered[index];
    return own ? [{ source: source.name, place, raw: own, grace: grace?.[index] }] : [];
  });
}

async function graceSide(
  source: Source,
  name: string,
  places: readonly Place[],
  bench: Bench,
  compiler: () => FullCompiler,
): Promise<readonly GraceRecovery[] | undefined> {
  const analysis = await startPatientAnalysis(source.root);
  try {
    const intents = await analysis.intents(AbortSignal.timeout(requestMsMax));
    if (!intents.some(({ id }) => id === intent)) {
      bench.log(`${source.name}: Grace has no ${intent} yet, so there is only the raw side`);
      return undefined;
    }
    return await inSteps(places, functionsPerStep, (chunk, range) =>
      bench.step(`${name}: grace ${range}`, async () => {
        const outcomes: GraceRecovery[] = [];
        for (const place of chunk)
          outcomes.push(await recoverByGrace(analysis, compiler(), place, strip(source, place)));
        return outcomes;
      }),
    );
  } finally {
    await analysis.dispose();
  }
}
