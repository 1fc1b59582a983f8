import { isRefusal } from '../../../base/index.ts';
import type { Problem } from '../../../protocol/index.ts';
import type { TestRun } from '../../reports/index.ts';
import {
  crashOf,
  failuresOf,
  jobKey,
  narrowed,
  runJob,
  testsDeadlineMs,
  type Failure,
  type JobAnswer,
  type TestJob,
} from './test-jobs.ts';
import type { SandboxState, TestsRequest } from './tests-request.ts';

/** What is left of red tests after they were weighed. All sentences. */
export interface Settled {
  /** Tests that the change breaks. */
  readonly problems: readonly Problem[];
  /** Why it cannot be told whether the change breaks something. */
  readonly unsettled: readonly string[];
  /** What was red and does not count. */
  readonly notes: readonly string[];
  /** Something failed with probes and passed without. */
  readonly flukes: boolean;
}

/** How often a newly failing test is run again on the change before it counts as broken. */
const rerunsMax = 2;
/** Test names shown in one sentence. */
const namesShownMax = 3;

/**
 * Tells broken from flaky and from red before. A test that fails without the change too does not count. A newly failing
 * one is run again on the change, without probes: it is broken when it fails every time while the baseline, run a
 * second time, passes; passing every time, the first failure was a fluke; anything else is flaky, and a verdict that
 * hangs on it is not given.
 */
export async function settleFailures(
  failed: readonly { readonly job: TestJob; readonly run: TestRun }[],
  request: TestsRequest,
): Promise<Settled> {
  const problems: Problem[] = [];
  const unsettled: string[] = [];
  const notes: string[] = [];
  let flukes = false;
  for (const { job, run } of failed) {
    const red = forFilesOf(job, failuresOf(run), request);
    const baseline = await baselineRun(red, request);
    if (baseline.kind === 'unavailable') {
      unsettled.push(`The baseline of the tests could not be taken: ${baseline.reason}`);
      continue;
    }
    const crash = crashOf(run);
    if (crash !== undefined && crashOf(baseline.run) !== undefined) {
      unsettled.push(
        `${crash} That happens without the change too, so no test can vouch for it: make the tests run by hand and prove again.`,
      );
      continue;
    }
    const known = idsOf(baseline.run);
    const fresh = failuresOf(run).filter((failure) => !known.has(failure.id));
    const weighed = await weigh(red, fresh, baseline.run, request);
    const old = failuresOf(run).length - fresh.length + weighed.old.length;
    if (old > 0) notes.push(`${count(old, 'test')} fail${old === 1 ? 's' : ''} already without the change.`);
    problems.push(
      ...weighed.broken.map(({ message, file }) => ({
        tool: job.runner.kind,
        message,
        ...(file === undefined ? {} : { file }),
      })),
    );
    if (weighed.reason !== undefined) unsettled.push(weighed.reason);
    flukes ||= weighed.flukes.length > 0;
    if (weighed.flukes.length > 0)
      notes.push(`Failed once and passed when run again: ${names(weighed.flukes)}.`);
    if (weighed.flaky.length > 0) {
      unsettled.push(
        `Flaky, so it says nothing of the change: ${names(weighed.flaky)}. Make it steady and prove again.`,
      );
    }
  }
  return { problems, unsettled, notes, flukes };
}

interface Weighed {
  readonly broken: readonly Failure[];
  readonly flaky: readonly Failure[];
  readonly flukes: readonly Failure[];
  /** Red without the change too, and not among the tests of the first baseline. */
  readonly old: readonly Failure[];
  /** Why nothing could be weighed. */
  readonly reason?: string;
}

const nothingWeighed: Weighed = { broken: [], flaky: [], flukes: [], old: [] };

/** The same job for the test files that are red: what the others do without the change tells nothing. */
function forFilesOf(job: TestJob, failures: readonly Failure[], { sandbox }: TestsRequest): TestJob {
  const files = failures.flatMap(({ file }) => file ?? []);
  // A failure of the whole run has no file: then the same job is run as it was.
  return files.length === failures.length ? narrowed(job, [...new Set(files)].sort(), sandbox) : job;
}

async function weigh(
  job: TestJob,
  fresh: readonly Failure[],
  baseline: TestRun,
  request: TestsRequest,
): Promise<Weighed> {
  if (fresh.length === 0) return nothingWeighed;
  const again = forFilesOf(job, fresh, request);
  const failures = new Map<string, number>();
  for (let rerun = 0; rerun < rerunsMax; rerun += 1) {
    const answer = await runIn('changed', again, request);
    if (answer.kind === 'unavailable') return { ...nothingWeighed, reason: answer.reason };
    const red = idsOf(answer.run);
    for (const { id } of fresh) failures.set(id, (failures.get(id) ?? 0) + (red.has(id) ? 1 : 0));
  }
  const flukes = fresh.filter(({ id }) => failures.get(id) === 0);
  const always = fresh.filter(({ id }) => failures.get(id) === rerunsMax);
  const flaky = fresh.filter((failure) => !flukes.includes(failure) && !always.includes(failure));
  if (always.length === 0) return { ...nothingWeighed, flaky, flukes };
  const second = await runIn('base', again, request);
  if (second.kind === 'unavailable') return { ...nothingWeighed, reason: second.reason };
  const redBefore = idsOf(second.run);
  const ranBefore = new Set(baseline.tests.map((test) => test.id));
  const redTwice = always.filter(({ id }) => redBefore.has(id));
  return {
    broken: always.filter(({ id }) => !redBefore.has(id)),
    flaky: [...flaky, ...redTwice.filter(({ id }) => ranBefore.has(id))],
    flukes,
    old: redTwice.filter(({ id }) => !ranBefore.has(id)),
  };
}

async function baselineRun(job: TestJob, request: TestsRequest): Promise<JobAnswer> {
  const entered = await request.enter('base');
  if (isRefusal(entered)) return { kind: 'unavailable', reason: entered.message };
  return request.baselines.remember(
    `tests ${await request.baseKey()} ${jobKey(job)}`,
    () => runJob(job, request, testsDeadlineMs),
    (answer) => answer.kind === 'ran',
  );
}

async function runIn(state: SandboxState, job: TestJob, request: TestsRequest): Promise<JobAnswer> {
  const entered = await request.enter(state);
  if (isRefusal(entered)) return { kind: 'unavailable', reason: entered.message };
  return runJob(job, request, testsDeadlineMs);
}

function idsOf(run: TestRun): ReadonlySet<string> {
  return new Set(failuresOf(run).map((failure) => failure.id));
}

function names(failures: readonly Failure[]): string {
  const shown = failures.slice(0, namesShownMax).map(({ id }) => `“${id}”`);
  const more = failures.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}
