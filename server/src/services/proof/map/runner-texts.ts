import type { WorkspaceFacts } from '../../workspace/index.ts';
import type { TestJob } from '../gates/test-jobs.ts';
import type { Sandbox } from '../sandbox/index.ts';

/** What is asked of the workspace before its tests are mapped. */
export interface Surroundings {
  readonly facts: WorkspaceFacts;
  /** All that may run for the change. */
  readonly jobs: readonly TestJob[];
  readonly sandbox: Pick<Sandbox, 'read'>;
}

/** Everything that says how tests are run: texts by path, and the words of command lines. */
export interface RunnerTexts {
  /** Modules and data that configure a runner, and of manifests the parts that do. */
  readonly configs: ReadonlyMap<string, string>;
  /** Whole manifests. */
  readonly manifests: ReadonlyMap<string, string>;
  /** Arguments and variables, each with the title of its runner. */
  readonly words: readonly { readonly title: string; readonly word: string }[];
}

/** `sources` are all code files of the workspace, relative to the root. */
export async function runnerTexts(
  { facts, jobs, sandbox }: Surroundings,
  sources: readonly string[],
): Promise<RunnerTexts> {
  const words = jobs.flatMap(({ runner, tool }) =>
    [...tool.args, ...Object.values(tool.env)].map((word) => ({ title: runner.title, word })),
  );
  const isNamed = (path: string) => words.some(({ word }) => word.endsWith(path) && configsOnly.test(word));
  const folders = facts.packages.map(({ folder }) => (folder === '' ? '' : `${folder}/`));
  const data = folders.flatMap((folder) => dataNames.map((name) => `${folder}${name}`));
  const modules = sources.filter((path) => runnerConfigs.test(path) || isNamed(path));
  const manifests = await textsOf(
    folders.map((folder) => `${folder}package.json`),
    sandbox,
  );
  const configs = new Map(await textsOf([...modules, ...data], sandbox));
  for (const [path, manifest] of manifests) configs.set(path, runnerFields(manifest));
  return { words, configs, manifests };
}

function runnerFields(manifest: string): string {
  try {
    const { jest, tap } = JSON.parse(manifest) as Record<string, unknown>;
    return JSON.stringify({ jest, tap });
  } catch {
    return manifest;
  }
}

/**
 * Code (besides test files) that runs in front of every test file though none imports it: by its name, or because something
 * that says how tests are run names it.
 */
export function setupsOf({ configs, words }: RunnerTexts, sources: readonly string[]): readonly string[] {
  const texts = [...configs.values(), ...words.map(({ word }) => word)];
  return sources.filter((path) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (setupNames.test(name)) return true;
    if (runnerConfigs.test(path)) return false;
    const stem = name.replace(/\.[cm]?[jt]sx?$/, '').replaceAll(/[^\w]/g, String.raw`\$&`);
    const named = new RegExp(
      `(?:/${stem}(?:\\.[cm]?[jt]sx?)?|(?<![\\w.-])${stem}\\.[cm]?[jt]sx?)(?![\\w./-])`,
    );
    return texts.some((text) => named.test(text));
  });
}

const runnerConfigs = /(?:^|\/)(?:vitest|vite|jest)[\w.-]*\.[cm]?[jt]s$/;
const dataNames = ['jest.config.json', '.taprc'];
/** A word that names a module among options; names of test files are none. */
const configsOnly = /(?<![._-](?:test|spec))\.[cm]?[jt]s$/;
const setupNames = /^(?:[\w.-]*[._-])?setup(?:[._-]?(?:tests?|files?|env|globals?))?\.[cm]?[jt]sx?$/i;

async function textsOf(
  paths: readonly string[],
  sandbox: Pick<Sandbox, 'read'>,
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const path of paths) {
    const text = await sandbox.read(path);
    if (text !== undefined) texts.set(path, text);
  }
  return texts;
}
