import { isCancelled, sha256 } from '../../../base/index.ts';
import type { Analysis } from '../../analysis/index.ts';
import type { WorkspaceFacts } from '../../workspace/index.ts';
import { jobKey, type TestJob } from '../gates/test-jobs.ts';
import type { TestRun } from '../../reports/index.ts';
import type { PrivateFiles } from '../private-files.ts';
import type { Sandbox } from '../sandbox/index.ts';
import { learn } from './learn.ts';
import { plainHitsOf, readMarks } from './marks.ts';
import { recorderFiles } from './recorder.ts';
import { readRecords, writeRecords, type Records } from './records.ts';
import { runnerTexts, setupsOf } from './runner-texts.ts';
import { readTree, type BodiesCache, type TreeInputs, type TreeRequest } from './tree-inputs.ts';
import { whyUnmapped } from './why-unmapped.ts';

/**
 * Which test files cannot tell the change from a tree that they passed on: everything they executed and loaded there is
 * here as well, and nothing of it came with the change. What is not known to be so is run.
 */
export interface TestMap {
  readonly tree: TreeInputs;
  /** Variables that make a run of a job write down what its test files execute; none where its runner is not watched. */
  variables(job: TestJob): Readonly<Record<string, string>>;
  /** Test files (relative to the root) that passed on a tree which is the same to them. */
  settled(job: TestJob): Promise<ReadonlySet<string>>;
  /** Other test files that executed one of `paths` before, whatever imports what. */
  executing(job: TestJob, paths: readonly string[]): Promise<readonly string[]>;
  /** Whether all test files of the whole suite are settled, or among those that `ran` on this tree already. */
  isSuiteSettled(job: TestJob, ran: ReadonlySet<string>): Promise<boolean>;
  /** Empties what the last run wrote. */
  prepare(): Promise<void>;
  /** Takes from a run what it wrote down; the answer are its hits, as probes write them where there is no map. */
  learn(job: TestJob, run: TestRun): Promise<string>;
  /** Tests of the job fail only because they are watched: in this world its runner is not watched any more. */
  distrust(job: TestJob): Promise<void>;
  isTrusted(job: TestJob): Promise<boolean>;
}

export interface MapRequest extends TreeRequest {
  readonly sandbox: Sandbox;
  readonly workspace: WorkspaceFacts;
  /** All that may run for the change. */
  readonly jobs: readonly TestJob[];
  readonly analysis: Pick<Analysis, 'sourceFiles' | 'bodies' | 'importClosures'>;
  readonly files: PrivateFiles;
  /** Absolute path that probes write to where they find no recorder. */
  readonly hits: string;
}

/** `undefined` where the workspace cannot be mapped; then tests are chosen by what imports what, as ever. */
export async function openTestMap(request: MapRequest, signal: AbortSignal): Promise<TestMap | undefined> {
  try {
    const sources = await request.analysis.sourceFiles([''], signal);
    const surroundings = { facts: request.workspace, jobs: request.jobs, sandbox: request.sandbox };
    const texts = await runnerTexts(surroundings, sources);
    if (whyUnmapped(surroundings, texts) !== undefined) return undefined;
    const tree = await readTree(request, sources, signal);
    return tree && mapOf(tree, setupsOf(texts, sources), request, signal);
  } catch (thrown) {
    if (isCancelled(thrown) || signal.aborted) throw thrown;
    // The analysis is down, or a file went away: the map is a short cut, and a proof does without it.
    return undefined;
  }
}

function mapOf(
  tree: TreeInputs,
  setups: readonly string[],
  request: MapRequest,
  signal: AbortSignal,
): TestMap {
  const { sandbox, files, analysis, hits } = request;
  const marksPath = `${sandbox.caches}/marks`;
  const opened = new Map<string, Promise<Records>>();
  const pathOf = (job: TestJob) => `${sandbox.caches}/map/${suiteKey(job)}.json`;
  const recordsOf = (job: TestJob): Promise<Records> => {
    const path = pathOf(job);
    const known = opened.get(path) ?? readRecords(path, files);
    opened.set(path, known);
    return known;
  };
  /** What runs before this one wrote without a recorder: those of runners that are not watched. */
  let plainBefore = '';
  const isTrusted = ({ distrusted }: Records) => distrusted !== tree.world;

  /** What each test file imports, and what is set up for all of them. */
  async function closuresOf(tests: readonly string[]): Promise<Record<string, readonly string[]>> {
    const found = await analysis.importClosures([...tests, ...setups], signal);
    const common = setups.flatMap((setup) => [setup, ...(found[setup] ?? [])]);
    const own = tests.flatMap((test) => {
      const closure = found[test];
      return closure ? [[test, [...new Set([...closure, ...common])]] as const] : [];
    });
    return Object.fromEntries(own);
  }

  async function helpersIn(closures: Readonly<Record<string, readonly string[]>>) {
    const texts = new Map<string, string>();
    for (const path of new Set(Object.values(closures).flat())) {
      const text = tree.bodies.has(path) ? undefined : await sandbox.read(path);
      if (text !== undefined) texts.set(path, text);
    }
    return texts;
  }

  async function settled(job: TestJob): Promise<ReadonlySet<string>> {
    const records = await recordsOf(job);
    if (!isTrusted(records)) return new Set();
    // Not either where it passed on this very change before: what vouches for a change is run for it.
    const same = [...records.tests].filter(([, all]) =>
      all.some((inputs) => inputs.every((input) => tree.all.has(input) && !tree.fresh.has(input))),
    );
    return new Set(same.map(([test]) => test));
  }

  return {
    tree,
    settled,
    variables(job) {
      const { kind, env } = job.tool;
      if (!job.runner.watched) return {};
      const load = `--require=${JSON.stringify(`${sandbox.caches}/reporters/recorder.cjs`)}`;
      return {
        NODE_OPTIONS: [env['NODE_OPTIONS'] ?? '', load].join(' ').trim(),
        GRACE_MARKS: marksPath,
        GRACE_MARKS_TREE: sandbox.tree,
        GRACE_MARKS_RUNNER: kind,
      };
    },
    async executing(job, paths) {
      const records = await recordsOf(job);
      const touched = (input: string) => paths.some((path) => input.startsWith(`body ${path} `));
      return [...records.tests].flatMap(([test, all]) =>
        tree.tests.has(test) && all.some((inputs) => inputs.some(touched)) ? [test] : [],
      );
    },
    async isSuiteSettled(job, ran) {
      const { suite } = await recordsOf(job);
      if (suite?.world !== tree.world) return false;
      const known = await settled(job);
      const there = new Set(suite.there);
      const isNew = [...tree.tests.keys()].some((test) => !there.has(test));
      return !isNew && suite.ran.every((test) => known.has(test) || ran.has(test));
    },
    async prepare() {
      plainBefore = (await files.read(hits)) ?? '';
      await files.write(marksPath, '');
    },
    async learn(job, run) {
      const plain = ((await files.read(hits)) ?? '').slice(plainBefore.length);
      const marks = readMarks((await files.read(marksPath)) ?? '', plain);
      const records = await recordsOf(job);
      if (!job.runner.watched || !isTrusted(records)) return plainHitsOf(marks);
      const tests = [...new Set(run.tests.flatMap(({ file }) => file ?? []))];
      const closures = await closuresOf(tests);
      const helpers = await helpersIn(closures);
      const lesson = { run, marks, tree, root: sandbox.tree, closures, helpers, change: request.change };
      const learned = learn(lesson, records);
      const isWhole = job.selection.kind === 'all' && run.suiteErrors.length === 0;
      if (job.selection.kind === 'all' && isWhole) {
        const except = (job.selection.except ?? []).map((file) => file.slice(sandbox.tree.length + 1));
        const ran = [...new Set([...tests, ...except])].sort();
        records.suite = { world: tree.world, ran, there: [...tree.tests.keys()] };
      }
      if (learned.length > 0 || isWhole) await writeRecords(pathOf(job), records, files);
      return plainHitsOf(marks);
    },
    async distrust(job) {
      const records = await recordsOf(job);
      records.distrusted = tree.world;
      await writeRecords(pathOf(job), records, files);
    },
    isTrusted: async (job) => isTrusted(await recordsOf(job)),
  };
}

/**
 * Names a suite: the runner, how it is called, where, and by what it is watched: what an older recorder saw is not enough
 * for a newer one. Which of its files are run makes no difference.
 */
function suiteKey(job: TestJob): string {
  const whole = jobKey({ ...job, selection: { kind: 'all' } });
  return sha256(JSON.stringify([whole, recorderFiles['recorder.cjs']])).slice(0, 32);
}

export type { BodiesCache };
