import { isRefusal, refused, type Refusal } from '../../../base/index.ts';
import type { GateResult } from '../../../protocol/index.ts';
import type { WorkspaceFacts } from '../../workspace/index.ts';
import { findBuildOutput, type BuildOutput } from './build-output.ts';
import type { LineCoverage } from './coverage.ts';
import { affectedPackages, type Command } from './gate.ts';
import { chooseTests } from './left-out.ts';
import {
  forgetHits,
  leavesLinesOut,
  mayRunWhole,
  readCoverage,
  runAll,
  runWholeSuite,
  together,
  type Round,
} from './rounds.ts';
import { runnerOf } from './runners/index.ts';
import { settleFailures, type Settled } from './settle-failures.ts';
import { affectedJobs, crashOf, fullJobs, testsDeadlineMs, testToolsOf } from './test-jobs.ts';
import type { SandboxState, TestsRequest } from './tests-request.ts';

export interface TestsOutcome {
  readonly result: GateResult;
  readonly coverage: readonly LineCoverage[] | undefined;
}

export function testCommands(facts: WorkspaceFacts, node: string): readonly Command[] {
  return fullJobs(
    facts,
    facts.packages.map((member) => `${member.folder}/package.json`.replace(/^\//, '')),
  ).map((job) => ({
    gate: 'tests' as const,
    argv: [
      ...Object.entries(job.tool.env).map(([name, value]) => `${name}=${value}`),
      ...runnerOf(job.tool.kind).command({
        ...{ tool: job.tool, node, selection: job.selection },
        ...{ report: '<report file>', reporters: '<Grace’s reporters>', caches: '<Grace’s cache>', cwd: '' },
      }).argv,
    ],
    cwd: job.folder,
  }));
}

/**
 * Runs the tests that can see the change, on the change with probes, so that one run says both whether they pass and
 * which changed lines they executed. Lines left out by related tests get one run of the whole suite where that is
 * cheap. Whatever is red is weighed against the baseline and run again before it counts.
 */
export async function proveTests(request: TestsRequest): Promise<TestsOutcome> {
  const started = request.clock.monotonic();
  const done: Done = (result, coverage) => ({
    result: { ...result, ms: request.clock.monotonic() - started },
    coverage,
  });
  const skipped = (reason: string, absent = false): TestsOutcome =>
    done({ status: 'skipped', newProblems: [], reason, ...(absent ? { absent } : {}) });

  const { unusable, ready } = toolsFor(request);
  if (unusable.length > 0) return skipped(unusable.join(' '));
  if (ready === 0) return skipped('The workspace has no test runner for these files.', true);

  const output = await findBuildOutput(request);
  if (output.blind.length > 0) return skipped(output.blind.join(' '));
  return runTests({ ...request, enter: (state) => enterBuilt(state, request, output) }, done, skipped);
}

/** Enters a state of the sandbox and builds what siblings load of it. */
async function enterBuilt(
  state: SandboxState,
  request: TestsRequest,
  output: BuildOutput,
): Promise<Refusal | undefined> {
  const entered = await request.enter(state);
  if (entered) return entered;
  const failure = await output.refresh(request);
  return failure === undefined ? undefined : refused(failure);
}

async function runTests(request: TestsRequest, done: Done, skipped: Skipped): Promise<TestsOutcome> {
  await forgetHits(request);
  const entered = await request.enter('probed');
  if (isRefusal(entered)) return skipped(entered.message);
  const affected = affectedJobs(request.facts, request.reach, request.sandbox);
  const { jobs, leftOut } = await chooseTests(affected, request);
  if (leftOut.length > 0) request.onProgress(`tests: ${leftOutSentence(leftOut.length)}`);
  let round = await runAll(jobs, request, testsDeadlineMs);
  let coverage = await readCoverage(request);
  if (hasCrash(round)) {
    ({ round, coverage } = await runAsScripted(request));
  } else if (mayRunWhole(round) && leavesLinesOut(coverage, round)) {
    const whole = await runWholeSuite(round, request);
    if (whole) {
      round = request.map ? together(round, whole) : whole;
      coverage = await readCoverage(request);
    }
  }
  if (round.unavailable.length > 0) return skipped(round.unavailable.join(' '));
  const settled = await settleFailures(round.failed, request);
  if (settled.flukes) for (const { job } of round.failed) await request.map?.distrust(job);
  const notes = leftOut.length > 0 ? [...settled.notes, leftOutSentence(leftOut.length)] : settled.notes;
  return conclude(round, { ...settled, notes }, coverage, done, skipped);
}

function leftOutSentence(count: number): string {
  return count === 1
    ? '1 test file executes nothing that changed and was not run again.'
    : `${count} test files execute nothing that changed and were not run again.`;
}

/**
 * A runner stopped before any test on the chosen files: the whole suite is run as the script runs it, and without probes
 * when it stops on those too. Then nothing is known of what was executed.
 */
async function runAsScripted(
  request: TestsRequest,
): Promise<{ round: Round; coverage: readonly LineCoverage[] | undefined }> {
  const jobs = fullJobs(request.facts, request.reach.paths);
  await forgetHits(request);
  const probed = await runAll(jobs, request, testsDeadlineMs);
  if (!hasCrash(probed)) return { round: probed, coverage: await readCoverage(request) };
  const entered = await request.enter('changed');
  if (isRefusal(entered))
    return { round: { ...probed, unavailable: [entered.message] }, coverage: undefined };
  // Nothing enters a probe here: a map would take that for code that nothing executes.
  const unwatched = { ...request, map: undefined };
  return { round: await runAll(jobs, unwatched, testsDeadlineMs), coverage: undefined };
}

function hasCrash(round: Round): boolean {
  return round.failed.some(({ run }) => crashOf(run) !== undefined);
}

type Done = (result: Omit<GateResult, 'ms'>, coverage?: readonly LineCoverage[]) => TestsOutcome;
type Skipped = (reason: string) => TestsOutcome;

function conclude(
  round: Round,
  settled: Settled,
  coverage: readonly LineCoverage[] | undefined,
  done: Done,
  skipped: Skipped,
): TestsOutcome {
  if (settled.problems.length > 0)
    return done({ status: 'fail', newProblems: [...settled.problems] }, coverage);
  if (settled.unsettled.length > 0) return skipped(settled.unsettled.join(' '));
  if (round.passed === 0) {
    return skipped(
      round.ran === 0 ? nothingRan(round) : 'Every test that can see the change fails already without it.',
    );
  }
  const reason = settled.notes.join(' ');
  return done({ status: 'pass', newProblems: [], ...(reason === '' ? {} : { reason }) }, coverage);
}

/** Why no test ran, in the runner's own words where it has any. */
function nothingRan({ failed }: Round): string {
  const said = failed
    .flatMap(({ run }) => run.suiteErrors)
    .map(({ message }) => message.split('\n')[0] ?? '');
  const [first] = said;
  return first === undefined
    ? 'No test ran that can see the change.'
    : `No test ran that can see the change: ${first}`;
}

function toolsFor({ facts, reach }: TestsRequest): { unusable: readonly string[]; ready: number } {
  const unusable = new Set<string>();
  let ready = 0;
  for (const member of affectedPackages(facts, reach.paths)) {
    for (const tool of testToolsOf(facts, member).tools) {
      if (tool.state === 'ready') ready += 1;
      else unusable.add(`${tool.name}: ${tool.reason}`);
    }
  }
  return { unusable: [...unusable], ready };
}
