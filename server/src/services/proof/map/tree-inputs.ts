import { sha256 } from '../../../base/index.ts';
import type { DiskPort } from '../../../core/ports/index.ts';
import type { ChangeSet, FileChange } from '../../../protocol/index.ts';
import type { Analysis, BodiesAnswer, ChangeFacts, ProbedBodies } from '../../analysis/index.ts';
import { fileRole } from '../../workspace/index.ts';
import type { Sandbox } from '../sandbox/index.ts';

/**
 * Everything in a tree that the outcome of a test file can rest on, each as a short text that is equal where the thing is
 * equal: `body PATH KEY` for code that is watched body by body, and one `world HASH` for all the rest (test files and
 * their helpers, data, configuration, installs, the names of all sources, the engine, the environment).
 */
export interface TreeInputs {
  readonly all: ReadonlySet<string>;
  /** Those of `all` that came with the change. */
  readonly fresh: ReadonlySet<string>;
  readonly world: string;
  /** Probed files by path. */
  readonly bodies: ReadonlyMap<string, ProbedBodies>;
  /** Text of each of them without probes. */
  readonly texts: ReadonlyMap<string, string>;
  /** Files that are test files by their name, and their texts. */
  readonly tests: ReadonlyMap<string, string>;
}

/** What is remembered of files between proofs: an answer for the text it was made from. */
export type BodiesCache = Map<string, { readonly text: string; readonly answer: BodiesAnswer }>;

export interface TreeRequest {
  readonly change: ChangeSet;
  readonly facts: Pick<ChangeFacts, 'executableLines'>;
  /** The copy, with the change and without probes in it. */
  readonly sandbox: Pick<Sandbox, 'read' | 'fingerprint'>;
  readonly analysis: Pick<Analysis, 'bodies'>;
  readonly disk: Pick<DiskPort, 'realPath' | 'stat'>;
  /** Absolute path of the workspace's Node. */
  readonly node: string;
  /** Variables that the tools of the workspace get. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly cache: BodiesCache;
}

/** Files that are watched body by body; a larger workspace is not mapped, because its copy would be written anew each time. */
export const mappedFilesMax = 1_500;
const mappedCharsMax = 24_000_000;
/** Files asked for in one request, so that others get their turn. */
const filesPerRequest = 100;
const testNames = /[._-](?:test|tests|spec|specs)\.[cm]?[jt]sx?$/i;

/** `undefined` where the tree is too large, or something in it looks at sources in a way that cannot be watched. */
export async function readTree(
  request: TreeRequest,
  listed: readonly string[],
  signal: AbortSignal,
): Promise<TreeInputs | undefined> {
  const { change, sandbox } = request;
  const paths = new Set([...listed, ...change.files.map(({ path }) => path).filter(isCodePath)]);
  const texts = new Map<string, string>();
  const tests = new Map<string, string>();
  let chars = 0;
  for (const path of [...paths].sort()) {
    const role = fileRole(path, undefined, noBins);
    const isTestFile = role === 'test' && testNames.test(path);
    if (!isTestFile && (role === 'test' || role === 'config' || role === 'declaration')) continue;
    const text = await sandbox.read(path);
    if (text === undefined) continue;
    (isTestFile ? tests : texts).set(path, text);
    chars += text.length;
    if (texts.size > mappedFilesMax || chars > mappedCharsMax) return undefined;
  }
  const bodies = await bodiesOf(texts, request, signal);
  if (!bodies) return undefined;
  for (const path of texts.keys()) if (!bodies.has(path)) texts.delete(path);
  const world = await worldOf(request, [...bodies.keys()], signal);
  const all = inputsOf(world, bodies);
  return { all, fresh: await freshOf(world, bodies, request, signal), world, bodies, texts, tests };
}

/** The name of a body among the inputs. */
export function bodyInput(path: string, key: string): string {
  return `body ${path} ${key}`;
}

const noBins: ReadonlySet<string> = new Set();

function isCodePath(path: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(path) && !/\.d\.[cm]?ts$/.test(path);
}

async function bodiesOf(
  texts: ReadonlyMap<string, string>,
  { change, facts, analysis, cache }: TreeRequest,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, ProbedBodies> | undefined> {
  const changed = new Map(change.files.map((file) => [file.path, file]));
  for (const path of cache.keys()) if (!texts.has(path)) cache.delete(path);
  const answers = new Map<string, BodiesAnswer>();
  const asked: { path: string; text: string; file: FileChange; lines: readonly number[] }[] = [];
  for (const [path, text] of texts) {
    const known = cache.get(path);
    const file = changed.get(path);
    if (file) asked.push({ path, text, file, lines: facts.executableLines[path] ?? [] });
    else if (known?.text === text) answers.set(path, known.answer);
    else asked.push({ path, text, file: { path, before: text, after: text }, lines: [] });
  }
  for (let start = 0; start < asked.length; start += filesPerRequest) {
    const some = asked.slice(start, start + filesPerRequest);
    const found = await analysis.bodies(some, signal);
    some.forEach(({ path, text }, index) => {
      const answer = found[index];
      if (!answer) return;
      answers.set(path, answer);
      if (!changed.has(path)) cache.set(path, { text, answer });
    });
  }
  if ([...answers.values()].some(({ readsSources }) => readsSources)) return undefined;
  return new Map([...answers].flatMap(([path, { bodies }]) => (bodies ? [[path, bodies] as const] : [])));
}

async function worldOf(
  { sandbox, disk, node, environment }: TreeRequest,
  mapped: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  const watched = new Set(mapped);
  const rest = await sandbox.fingerprint(signal, (path) => !watched.has(path));
  const engine = (await disk.realPath(node)) ?? node;
  const stat = await disk.stat(engine);
  const variables = Object.entries(environment).filter(([name]) => !sessionNames.test(name));
  return sha256(
    JSON.stringify([
      ...[rest, [...mapped].sort(), variables.sort()],
      ...[engine, stat?.sizeBytes, stat?.modifiedMs],
    ]),
  );
}

/** Variables that are others in each terminal and window: what a test does does not hang on them. */
const sessionNames =
  /^(?:_|PWD|OLDPWD|SHLVL|WINDOWID|TERM\w*|COLORTERM|COLUMNS|LINES|DISPLAY|WAYLAND_\w+|XDG_\w+|DBUS_\w+|SSH_\w+|SESSION_\w+|GNOME_\w+|INVOCATION_ID|JOURNAL_STREAM|npm_\w+|VSCODE_\w+|GRACE_\w+)$/i;

function inputsOf(world: string, bodies: ReadonlyMap<string, ProbedBodies>): ReadonlySet<string> {
  const all = new Set([`world ${world}`]);
  for (const [path, { keys }] of bodies) for (const key of keys) all.add(bodyInput(path, key));
  return all;
}

/** Bodies of changed files that the tree without the change has not got; all of the world where anything else changed. */
async function freshOf(
  world: string,
  bodies: ReadonlyMap<string, ProbedBodies>,
  { change, analysis }: TreeRequest,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const fresh = new Set<string>();
  const mapped = change.files.filter(({ path }) => bodies.has(path));
  if (mapped.length < change.files.length) fresh.add(`world ${world}`);
  const answers = await analysis.bodies(
    mapped.map(({ path, before }) => ({ file: { path, before, after: before }, lines: [] })),
    signal,
  );
  mapped.forEach(({ path }, index) => {
    const old = answers[index]?.bodies;
    if (!old) fresh.add(`world ${world}`);
    const known = new Set(old?.keys);
    for (const key of bodies.get(path)?.keys ?? []) if (!known.has(key)) fresh.add(bodyInput(path, key));
  });
  return fresh;
}
