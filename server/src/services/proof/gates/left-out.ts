import type { Sandbox } from '../sandbox/index.ts';
import { relativeTo } from './gate.ts';
import { jobKey, type TestJob } from './test-jobs.ts';
import type { TestsRequest } from './tests-request.ts';

/** What is to run, and which test files (relative to the root) are not, because nothing they execute changed. */
export interface Chosen {
  readonly jobs: readonly TestJob[];
  readonly leftOut: readonly string[];
}

/** Names on one command line; more are not left out. */
const exceptMax = 1_000;

/**
 * Leaves out of the jobs every test file that cannot tell the change from a tree it passed on, and adds those that executed
 * one of the changed files before though no import leads there.
 */
export async function chooseTests(jobs: readonly TestJob[], request: TestsRequest): Promise<Chosen> {
  const { map, reach, sandbox } = request;
  if (!map) return { jobs, leftOut: [] };
  const chosen = new Map<string, TestJob>();
  const leftOut = new Set<string>();
  const add = (job: TestJob) => chosen.set(jobKey(job), job);
  for (const job of jobs) {
    const settled = await map.settled(job);
    const narrow = withoutSettled(job, settled, request);
    for (const test of narrow.leftOut) leftOut.add(test);
    if (narrow.job) add(narrow.job);
    if (job.selection.kind === 'all') continue;
    const named = new Set(
      job.selection.kind === 'files' ? job.selection.files : reach.tests.map(absolute(sandbox)),
    );
    const executing = await map.executing(job, reach.paths);
    const files = executing.filter((test) => !settled.has(test)).map(absolute(sandbox));
    const unnamed = files.filter((file) => !named.has(file));
    if (unnamed.length > 0) add({ ...job, selection: { kind: 'files', files: unnamed.sort() } });
  }
  return { jobs: [...chosen.values()], leftOut: [...leftOut].sort() };
}

function withoutSettled(
  job: TestJob,
  settled: ReadonlySet<string>,
  { reach, sandbox, map }: TestsRequest,
): { readonly job: TestJob | undefined; readonly leftOut: readonly string[] } {
  const { selection, runner } = job;
  if (selection.kind === 'files') {
    const leftOut = selection.files.filter((file) => settled.has(relativeIn(sandbox, file)));
    const files = selection.files.filter((file) => !leftOut.includes(file));
    return {
      job: files.length > 0 ? { ...job, selection: { kind: 'files', files } } : undefined,
      leftOut: leftOut.map((file) => relativeIn(sandbox, file)),
    };
  }
  const all = [...(map?.tree.tests.keys() ?? [])];
  const can = [...settled].filter((test) => runner.leavesOut === 'any' || isPlain(job, test, all));
  const except = runner.leavesOut === 'no' ? [] : can.sort().slice(0, exceptMax);
  if (except.length === 0) return { job, leftOut: [] };
  const asked = selection.kind === 'all' ? except : except.filter((test) => reach.tests.includes(test));
  return {
    job: { ...job, selection: { ...selection, except: except.map(absolute(sandbox)) } },
    leftOut: asked,
  };
}

/** Means itself alone when it is taken for a pattern, in whichever project of the runner. */
function isPlain({ folder }: TestJob, test: string, all: readonly string[]): boolean {
  const name = relativeTo(folder, test);
  if (name.startsWith('../') || !/^[\w./@ -]+$/.test(name)) return false;
  return all.every((other) => other === test || !other.endsWith(`/${name}`));
}

function absolute({ tree }: Sandbox): (path: string) => string {
  return (path) => `${tree}/${path}`;
}

function relativeIn({ tree }: Sandbox, file: string): string {
  return file.slice(tree.length + 1);
}
