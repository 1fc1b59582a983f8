import { sha256 } from '../../../base/index.ts';
import type { DiskPort } from '../../../core/ports/index.ts';
import type { ChangeSet, FileChange } from '../../../protocol/index.ts';
import type { Analysis, BodiesAnswer, ChangeFacts, ProbedBodies } from '../../analysis/index.ts';
import { fileRole } from '../../workspace/index.ts';
import type { Sandbox } from '../sandbox/index.ts';

/**
 * Everything in a tree that the outcome of a test file can rest on, each as a short text that is equal where the thing is
 * equal: `body PATH KEY` for code that is watched body by body, `file PATH HASH` for test files, and one `world HASH` for
 * all the rest (data, configuration, helpers of tests, installs, the names of all sources, the engine).
 */
export interface TreeInputs {
  readonly all: ReadonlySet<string>;
  readonly world: string;
  /** Probed files by path. */
  readonly bodies: ReadonlyMap<string, ProbedBodies>;
  /** Text of each of them without probes. */
  readonly texts: ReadonlyMap<string, string>;
  /** Test files by their name, and their texts. */
  readonly tests: ReadonlyMap<string, string>;
}

/** What is remembered of files between proofs: an answer for the text it was made from. */
export type BodiesCache = Map<string, { readonly text: string; readonly answer: BodiesAnswer }>;

export interface TreeRequest {
  readonly change: ChangeSet;
  readonly facts: Pick<ChangeFacts, 'executableLines'>;
  /** The copy, with the change and without probes in it. */
  readonly sandbox: Pick<Sandbox, 'read' | 'fingerprint'>;
  readonly analysis: Pick<Analysis, 'sourceFiles' | 'bodies'>;
  readonly disk: Pick<DiskPort, 'realPath' | 'stat'>;
  /** Absolute path of the workspace's Node. */
  readonly node: string;
  readonly cache: BodiesCache;
}

/** Files that are watched body by body; a larger workspace is not mapped, because its copy would be written anew each time. */
export const mappedFilesMax = 1_500;
const mappedCharsMax = 24_000_000;
/** Files asked for in one request, so that others get their turn. */
const filesPerRequest = 100;
const testNames = /[._-](?:test|tests|spec|specs)\.[cm]?[jt]sx?$/i;

/** `undefined` where the tree is too large, or something in it looks at sources in a way that cannot be watched. */
export async function readTree(request: TreeRequest, signal: AbortSignal): Promise<TreeInputs | undefined> {
  const { change, sandbox } = request;
  const listed = await request.analysis.sourceFiles([''], signal);
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
  const world = await worldOf(request, [...bodies.keys()], tests, signal);
  return { all: inputsOf(world, bodies, tests), world, bodies, texts, tests };
}

/** The name of a body among the inputs. */
export function bodyInput(path: string, key: string): string {
  return `body ${path} ${key}`;
}

/** The name of a file as a whole among the inputs. */
export function fileInput(path: string, text: string): string {
  return `file ${path} ${sha256(text)}`;
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
  { sandbox, disk, node }: TreeRequest,
  mapped: readonly string[],
  tests: ReadonlyMap<string, string>,
  signal: AbortSignal,
): Promise<string> {
  const watched = new Set(mapped);
  const rest = await sandbox.fingerprint(signal, (path) => !watched.has(path) && !tests.has(path));
  const engine = (await disk.realPath(node)) ?? node;
  const stat = await disk.stat(engine);
  return sha256(JSON.stringify([rest, [...mapped].sort(), engine, stat?.sizeBytes, stat?.modifiedMs]));
}

function inputsOf(
  world: string,
  bodies: ReadonlyMap<string, ProbedBodies>,
  tests: ReadonlyMap<string, string>,
): ReadonlySet<string> {
  const all = new Set([`world ${world}`]);
  for (const [path, { keys }] of bodies) for (const key of keys) all.add(bodyInput(path, key));
  for (const [path, text] of tests) all.add(fileInput(path, text));
  return all;
}
