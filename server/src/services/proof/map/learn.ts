import type { ChangeSet } from '../../../protocol/index.ts';
import { takesText } from '../../analysis/index.ts';
import type { TestRun } from '../../reports/index.ts';
import type { Marks } from './marks.ts';
import { recordsPerTestMax, type Records } from './records.ts';
import { bodyInput, type TreeInputs } from './tree-inputs.ts';

export interface Lesson {
  readonly run: TestRun;
  readonly marks: Marks;
  readonly tree: TreeInputs;
  /** Absolute path of the copy. */
  readonly root: string;
  /** For each test file of the run, all that it imports, itself or through others, and all that is set up for it. */
  readonly closures: Readonly<Record<string, readonly string[]>>;
  /** Texts of the code in `closures` that carries no probes. */
  readonly helpers: ReadonlyMap<string, string>;
  /** What the tree has more than the one that `closures` were read from. */
  readonly change: ChangeSet;
}

/**
 * Code whose outcome rests on more than what it executes on a tree: on where a line stands, on how a function is written,
 * on chance. A test file that names it is run each time.
 */
const unsteady =
  /\.stack\b|prepareStackTrace|getCallSites?\b|callsites?\b|Function\.prototype\.toString|fast-check|jsverify|\bfaker\b|\bchance\b|mock-fs|(?:globalThis|global|window)\.process\s*=[^=]|stubGlobal\(\s*['"]process|property\(\s*\w+,\s*['"]process/i;

/** The same in a source: there a stack that is only handed on is common, and no matter; packages that read stacks are. */
const unsteadySource =
  /prepareStackTrace|getCallSites?\b|callsites?\b|\.stack\??\.(?:split|match|replace|slice)\b|Function\.prototype\.toString|['"](?:stack-trace|stack-utils|error-stack-parser(?:-es)?|stacktrace-(?:js|parser)|stacktracey|tslog)['"]/i;

/** Compilers and bundlers that read sources by themselves, where nobody sees it, or judge them by their types. */
const bundlers =
  /(?:\bfrom|\bimport|\brequire)\s*\(?\s*['"](?:vite|rollup|rolldown|esbuild|webpack|@rspack\/core|@swc\/core|tsup|tsdown|@parcel\/core|oxc-[\w-]+|lightningcss|ts-node(?:\/[\w/-]+)?|tsimp(?:\/[\w/-]+)?)['"]/;

/** Adds what a run showed to `records`, and answers the test files it can speak for. */
export function learn(
  { run, marks, tree, root, closures, helpers, change }: Lesson,
  records: Records,
): readonly string[] {
  const red = redFiles(run);
  if (marks.unusable !== undefined || red.has('')) return [];
  const readers = readersOf(marks, tree, root);
  if (readers === 'unknown') return [];
  const shared = marks.hits.get('') ?? new Map<string, ReadonlySet<number>>();
  const rewired = importingOthers(change);
  const unwatchable = [
    ...[...tree.texts].filter(([, text]) => unsteadySource.test(text) || bundlers.test(text)),
    ...[...helpers].filter(([, text]) => isUnsteadyTest(text)),
  ].map(([path]) => path);
  const learned: string[] = [];
  for (const [absolute, own] of marks.hits) {
    const test = relativeTo(root, absolute);
    if (test === undefined || marks.opaque.has(absolute) || readers.has(absolute)) continue;
    const text = tree.tests.get(test);
    if (text === undefined || isUnsteadyTest(text) || red.has(test)) continue;
    // What another one leaves in the tree, it may find there.
    if ([...marks.writers].some((writer) => writer !== absolute)) continue;
    const tests = run.tests.filter(({ file }) => file === test);
    // A failure may have stopped others half-way, so that they seem to execute less than they do.
    if (tests.length === 0 || (red.size > 0 && tests.some(({ state }) => state === 'skipped'))) continue;
    const touches = (path: string) =>
      own.has(path) || shared.has(path) || closures[test]?.includes(path) === true;
    if ([...rewired, ...unwatchable].some(touches)) continue;
    const inputs = inputsOf([own, shared], closures[test], tree);
    if (!inputs) continue;
    inputs.add(`world ${tree.world}`);
    addRecord(records, test, inputs, tree);
    learned.push(test);
  }
  return learned;
}

/** Test files and what helps them. */
function isUnsteadyTest(text: string): boolean {
  return unsteady.test(text) || bundlers.test(text) || takesText.test(text);
}

/** Test files in which something failed; `''` where it is not known in which. */
function redFiles(run: TestRun): ReadonlySet<string> {
  const failed = run.tests.filter(({ state }) => state === 'failed');
  return new Set([...failed, ...run.suiteErrors].map(({ file }) => file ?? ''));
}

type Hits = ReadonlyMap<string, ReadonlySet<number>>;

/** `undefined` where a probe is not of this tree. */
function inputsOf(
  hits: readonly Hits[],
  closure: readonly string[] | undefined,
  { bodies }: TreeInputs,
): Set<string> | undefined {
  if (closure === undefined) return undefined;
  // It imports what carries probes and entered none: more likely that they were not there than that nothing ran.
  if (hits.every((files) => files.size === 0) && closure.some((path) => bodies.has(path))) return undefined;
  const inputs = new Set<string>();
  for (const [path, probes] of hits.flatMap((files) => [...files])) {
    const keys = bodies.get(path)?.keys;
    if (!keys) return undefined;
    const [module] = keys;
    if (module !== undefined) inputs.add(bodyInput(path, module));
    for (const probe of probes) {
      const key = keys[probe];
      // The numbers after those of the bodies belong to changed lines.
      if (key !== undefined) inputs.add(bodyInput(path, key));
    }
  }
  // What is imported and was not seen running counts as a whole: it may have run where no probe was (as built before), or
  // decide by its types or its exports how another module is compiled.
  for (const path of closure) {
    if (hits.some((files) => files.has(path))) continue;
    for (const key of bodies.get(path)?.keys ?? []) inputs.add(bodyInput(path, key));
  }
  return inputs;
}

/** Changed files that import others than before: what is behind them is known when the change is in the tree. */
function importingOthers({ files }: ChangeSet): readonly string[] {
  const names = (text: string | null) =>
    [...new Set([...(text ?? '').matchAll(specifiers)].map((match) => match[2]))].sort().join('\n');
  return files.filter(({ before, after }) => names(before) !== names(after)).map(({ path }) => path);
}

const specifiers = /\b(?:from|import|require)\s*\(?\s*(['"`])([^'"`\n]+)\1/g;

/**
 * A body that ran once and is still the same may run again (chance, time, another order), so what older records have and
 * this tree still has is kept.
 */
function addRecord(records: Records, test: string, inputs: Set<string>, tree: TreeInputs): void {
  const older = records.tests.get(test) ?? [];
  for (const input of older.flat()) if (input.startsWith('body ') && tree.all.has(input)) inputs.add(input);
  records.tests.delete(test);
  records.tests.set(test, [[...inputs], ...older].slice(0, recordsPerTestMax));
}

/** Test files that read sources as text; `unknown` when it is not known which do. */
function readersOf(
  { reads }: Marks,
  { bodies, tests }: TreeInputs,
  root: string,
): ReadonlySet<string> | 'unknown' {
  const watched = [...bodies.keys(), ...tests.keys()];
  const readers = new Set<string>();
  for (const { path, test } of reads) {
    const relative = relativeTo(root, path) ?? '';
    const isWatched = watched.some(
      (each) => relative === '' || each === relative || each.startsWith(`${relative}/`),
    );
    if (!isWatched) continue;
    if (test === '') return 'unknown';
    readers.add(test);
  }
  return readers;
}

function relativeTo(root: string, path: string): string | undefined {
  const plain = path.replaceAll('\\', '/');
  const base = root.replaceAll('\\', '/');
  return plain.startsWith(`${base}/`) ? plain.slice(base.length + 1) : undefined;
}
