import { coverageOf, sumOf, type LineCoverage } from './coverage.ts';
import { chooseTests } from './left-out.ts';
import { failuresOf, fullJobs, jobKey, runJob, type TestJob } from './test-jobs.ts';
import type { TestsRequest } from './tests-request.ts';
import type { TestRun } from '../../reports/index.ts';

/** A whole suite is run for the lines that related tests left out only when it takes no longer than this. */
const fullSuiteMsMax = 60_000;

/** The runs of several jobs together. */
export interface Round {
  readonly ran: number;
  readonly passed: number;
  readonly failed: readonly { readonly job: TestJob; readonly run: TestRun }[];
  readonly unavailable: readonly string[];
  /** Time that the runners took. */
  readonly ms: number;
  /** Test files that ran, relative to the root. */
  readonly files: ReadonlySet<string>;
}

/** Two runs on the same tree. */
export function together(first: Round, second: Round): Round {
  return {
    ran: first.ran + second.ran,
    passed: first.passed + second.passed,
    failed: [...first.failed, ...second.failed],
    unavailable: [...first.unavailable, ...second.unavailable],
    ms: first.ms + second.ms,
    files: new Set([...first.files, ...second.files]),
  };
}

/** Runs the jobs on the change with probes, and remembers what they executed. */
export async function runAll(
  jobs: readonly TestJob[],
  request: TestsRequest,
  deadlineMs: number,
): Promise<Round> {
  const { map } = request;
  let ran = 0;
  let passed = 0;
  let ms = 0;
  const failed: { job: TestJob; run: TestRun }[] = [];
  const unavailable: string[] = [];
  const files = new Set<string>();
  for (const job of jobs) {
    await map?.prepare();
    const answer = await runJob(job, request, deadlineMs, map?.variables(job));
    if (answer.kind === 'unavailable') {
      unavailable.push(answer.reason);
      continue;
    }
    if (map) await remember(await map.learn(job, answer.run), request);
    for (const { file } of answer.run.tests) if (file !== undefined) files.add(file);
    ran += answer.run.ran;
    ms += answer.ms;
    passed += answer.run.tests.filter((test) => test.state === 'passed').length;
    if (failuresOf(answer.run).length > 0) failed.push({ job, run: answer.run });
  }
  return { ran, passed, failed, unavailable, ms, files };
}

/** Adds the hits of a recorded run to those of the proof. */
async function remember(hits: string, { files, seen }: TestsRequest): Promise<void> {
  await files.write(seen, `${(await files.read(seen)) ?? ''}${hits}`);
}

/**
 * `undefined` when the suite is known, or turned out, to take too long, or when nothing is left of it that could tell the
 * change: then what is known stands.
 */
export async function runWholeSuite({ files }: Round, request: TestsRequest): Promise<Round | undefined> {
  const whole = fullJobs(request.facts, request.reach.paths);
  const key = `whole suite ${whole.map((job) => jobKey(job)).join(' ')}`;
  const known = await request.baselines.measured(key);
  if (known !== undefined && known > fullSuiteMsMax) return undefined;
  const open: TestJob[] = [];
  for (const job of whole) if ((await request.map?.isSuiteSettled(job, files)) !== true) open.push(job);
  if (open.length === 0) return undefined;
  const { jobs, leftOut } = await chooseTests(open, request);
  const started = request.clock.monotonic();
  const round = await runAll(jobs, request, fullSuiteMsMax);
  const ms = request.clock.monotonic() - started;
  const isWhole = leftOut.length === 0 && jobs.length === whole.length;
  if (round.unavailable.length > 0) await request.baselines.measure(key, Math.max(ms, fullSuiteMsMax + 1));
  else if (isWhole) await request.baselines.measure(key, ms);
  return round.unavailable.length > 0 ? undefined : round;
}

/** Nothing is red, and the whole suite, which takes longer than a part of it, may still be cheap. */
export function mayRunWhole({ failed, unavailable, ms }: Round): boolean {
  return failed.length === 0 && unavailable.length === 0 && ms < fullSuiteMsMax;
}

export function leavesLinesOut(coverage: readonly LineCoverage[] | undefined, round: Round): boolean {
  if (round.ran === 0) return true;
  if (!coverage) return false;
  const { total, executed } = sumOf(coverage);
  return executed < total;
}

export async function readCoverage(request: TestsRequest): Promise<readonly LineCoverage[] | undefined> {
  const { probes, files, hits, seen } = request;
  if (!probes) return undefined;
  return coverageOf(probes, `${(await files.read(hits)) ?? ''}\n${(await files.read(seen)) ?? ''}`);
}

export async function forgetHits({ files, hits, seen }: TestsRequest): Promise<void> {
  await files.write(hits, '');
  await files.write(seen, '');
}
