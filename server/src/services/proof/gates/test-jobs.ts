import { sha256 } from '../../../base/index.ts';
import type { PackageFacts, TestTool, WorkspaceFacts } from '../../workspace/index.ts';
import type { SuiteError, TestCase, TestRun } from '../../reports/index.ts';
import { firstWords } from '../run-tool.ts';
import type { Sandbox } from '../sandbox/index.ts';
import { affectedPackages, folderIn, packageOf, relativeTo, rootPackage, type GateRequest } from './gate.ts';
import { runnerOf, type ReadyTestTool, type Runner, type TestSelection } from './runners/index.ts';

/** One run of one runner in one package. */
export interface TestJob {
  readonly runner: Runner;
  readonly tool: ReadyTestTool;
  /** Folder of the package, relative to the root. */
  readonly folder: string;
  readonly selection: TestSelection;
}

/** What a job saw. `failure` is a sentence: the runner could not be brought to run, which says nothing of the tests. */
export type JobAnswer =
  | { readonly kind: 'ran'; readonly run: TestRun; readonly ms: number }
  | { readonly kind: 'unavailable'; readonly reason: string };

/** How the tests of a change are found. */
export interface TestReach {
  /** Changed files, relative to the root. */
  readonly paths: readonly string[];
  /** Test files that import them, relative to the root. */
  readonly tests: readonly string[];
  /** Test files that start processes: what those execute is no import of theirs, so they always belong. */
  readonly opaque: readonly string[];
}

/** The test tools of a package, or the root's where it has none; `undefined` folder when neither has any. */
export function testToolsOf(
  facts: WorkspaceFacts,
  member: PackageFacts,
): { readonly folder: string; readonly tools: readonly TestTool[] } {
  if (member.tests.length > 0) return { folder: member.folder, tools: member.tests };
  return { folder: '', tools: rootPackage(facts)?.tests ?? [] };
}

/**
 * The jobs that run the tests which can see the change: in the package that holds it the runner's own related mode where
 * it has one, else, and in packages that depend on it, the test files that the import graph names. Where tests start
 * processes, the graph's files and those tests are named together, for no runner can relate them. Files that the
 * script itself does not run are not named: one that cannot be loaded stops a runner that loads all of them first.
 */
export function affectedJobs(facts: WorkspaceFacts, reach: TestReach, sandbox: Sandbox): readonly TestJob[] {
  const jobs = new Map<string, TestJob>();
  const absolute = (path: string) => `${sandbox.tree}/${path}`;
  for (const member of affectedPackages(facts, reach.paths)) {
    const { folder, tools } = testToolsOf(facts, member);
    const sources = reach.paths.filter((path) => packageOf(facts, path) === member);
    const inHome = (path: string) => homeOf(facts, path) === folder;
    const opaque = reach.opaque.filter(inHome);
    const named = [...new Set([...reach.tests.filter(inHome), ...opaque])];
    for (const tool of tools) {
      if (tool.state !== 'ready') continue;
      const runner = runnerOf(tool.kind);
      const files = named.filter((path) => runner.covers(tool, relativeTo(folder, path)));
      const related =
        runner.relates === 'itself' && sources.length > 0 && !opaque.some((path) => files.includes(path));
      if (!related && files.length === 0) continue;
      const selection: TestSelection = related
        ? { kind: 'related', sources: sources.map(absolute) }
        : { kind: 'files', files: files.map(absolute) };
      jobs.set(jobKey({ runner, tool, folder, selection }), { runner, tool, folder, selection });
    }
  }
  return [...jobs.values()];
}

/** The whole suites of the packages that can see the change. */
export function fullJobs(facts: WorkspaceFacts, paths: readonly string[]): readonly TestJob[] {
  const jobs = new Map<string, TestJob>();
  for (const member of affectedPackages(facts, paths)) {
    const { folder, tools } = testToolsOf(facts, member);
    for (const tool of tools) {
      if (tool.state !== 'ready') continue;
      const job: TestJob = { runner: runnerOf(tool.kind), tool, folder, selection: { kind: 'all' } };
      jobs.set(jobKey(job), job);
    }
  }
  return [...jobs.values()];
}

/** What a runner that stopped before any test had its say said; `undefined` when tests ran, or there were none. */
export function crashOf(run: TestRun): string | undefined {
  if (run.ran > 0) return undefined;
  return run.suiteErrors.find(({ file }) => file === undefined)?.message;
}

/** The same job for some of its test files only (relative to the root). */
export function narrowed(job: TestJob, files: readonly string[], sandbox: Sandbox): TestJob {
  return {
    ...job,
    selection: { kind: 'files', files: files.map((file) => `${sandbox.tree}/${file}`) },
  };
}

/** Names a job for caches: equal keys run the same tests in the same way. */
export function jobKey({ tool, folder, selection }: Omit<TestJob, 'runner'> & { runner?: Runner }): string {
  return sha256(JSON.stringify([tool.kind, tool.version, tool.args, tool.env, folder, selection]));
}

/** Time the tests of one package may take before they are stopped. */
export const testsDeadlineMs = 900_000;
const testOutputBytesMax = 64 * 1024 * 1024;

/** Runs a job on the sandbox as it stands, with further variables. */
export async function runJob(
  job: TestJob,
  request: GateRequest,
  deadlineMs: number,
  variables: Readonly<Record<string, string>> = {},
): Promise<JobAnswer> {
  const { runner, tool } = job;
  const { sandbox, node, files } = request;
  const report = `${sandbox.caches}/report-${jobKey(job).slice(0, 16)}`;
  await files.remove(report);
  const name = `${runner.title} ${tool.version}`.trim();
  const cwd = folderIn(sandbox, job.folder);
  const reporters = `${sandbox.caches}/reporters`;
  const command = runner.command({
    ...{ tool: toolIn(tool, sandbox), node, selection: job.selection, report, reporters },
    ...{ caches: sandbox.caches, cwd },
  });
  if (command.input) await files.write(command.input.path, command.input.text);
  request.onProgress(`tests: ${describe(job)}`);
  const answer = await request.run(name, {
    argv: command.argv,
    cwd,
    env: { ...command.env, ...variables },
    deadlineMs,
    outputBytesMax: testOutputBytesMax,
  });
  if (answer.kind === 'unavailable') return answer;
  const { outcome } = answer;
  if (command.reportIn === 'stdout' && outcome.truncated)
    return { kind: 'unavailable', reason: `${name} printed more than Grace reads.` };
  const text = command.reportIn === 'stdout' ? outcome.stdout : ((await files.read(report)) ?? '');
  const parsed = runner.parse(text, { root: sandbox.tree, cwd });
  const clean = outcome.exitCode === 0;
  if (!parsed.ok) {
    if (clean) return { kind: 'unavailable', reason: `${name} ended well but ${parsed.fault.message}.` };
    const crash = { file: undefined, message: `${name} stopped: ${firstWords(outcome)}` };
    return { kind: 'ran', run: { tests: [], ran: 0, suiteErrors: [crash] }, ms: outcome.ms };
  }
  const named = withOnlyFile(parsed.value, job, sandbox);
  const run = clean ? named : withExit(named, `${name} failed: ${firstWords(outcome)}`);
  return { kind: 'ran', run, ms: outcome.ms };
}

/** A runner that does not name files (AVA) ran the only file it was given. */
function withOnlyFile(run: TestRun, { selection }: TestJob, sandbox: Sandbox): TestRun {
  if (selection.kind !== 'files' || selection.files.length !== 1) return run;
  const file = selection.files[0]?.slice(sandbox.tree.length + 1);
  const fill = <T extends { readonly file: string | undefined }>(item: T): T =>
    item.file === undefined ? { ...item, file } : item;
  return { ...run, tests: run.tests.map(fill), suiteErrors: run.suiteErrors.map(fill) };
}

/** A failing exit is a failure, also when every test passed: an unhandled error, a threshold, a leak. */
function withExit(run: TestRun, message: string): TestRun {
  const explained = run.suiteErrors.length > 0 || run.tests.some((test) => test.state === 'failed');
  return explained ? run : { ...run, suiteErrors: [{ file: undefined, message }] };
}

/** Arguments that name files of the user's tree by absolute path name them in the copy instead. */
function toolIn(tool: ReadyTestTool, sandbox: Sandbox): ReadyTestTool {
  return { ...tool, args: tool.args.map((word) => (word.startsWith('/') ? sandbox.pathOf(word) : word)) };
}

function describe({ runner, folder, selection }: TestJob): string {
  const where = folder === '' ? '' : ` in ${folder}`;
  if (selection.kind === 'all') return `${runner.title}${where}, the whole suite`;
  if (selection.kind === 'related') return `${runner.title}${where}, tests related to the change`;
  return `${runner.title}${where}, ${selection.files.length} test files`;
}

function homeOf(facts: WorkspaceFacts, path: string): string {
  const holder = packageOf(facts, path);
  return holder ? testToolsOf(facts, holder).folder : '';
}

/** A failure by the name it has in every run of the same tests. */
export interface Failure {
  readonly id: string;
  readonly file: string | undefined;
  readonly message: string;
}

/** Everything that is red in a run, failing tests and files that broke outside their tests. */
export function failuresOf(run: TestRun): readonly Failure[] {
  return [
    ...run.tests.filter((test) => test.state === 'failed').map(ofTest),
    ...run.suiteErrors.map(ofSuite),
  ];
}

function ofTest(test: TestCase): Failure {
  return { id: test.id, file: test.file, message: `${test.name}: ${test.message ?? 'failed'}` };
}

/** A failure of the whole run is known by its words, numbers aside: another one is not the old one again. */
function ofSuite({ file, message }: SuiteError): Failure {
  return { id: `suite ${file ?? message.replaceAll(/\d+(?:\.\d+)?/gu, '#')}`, file, message };
}
