import type { EslintQuestion } from '../wire.ts';
import { configModules, type ConfigModules } from './config-modules.ts';
import type { LintedFile, Linter, LinterClass, LinterPackage } from './linter.ts';
import type { ResidentDisk } from './observed-files.ts';
import { observeTree, type ObservedTree } from './observed-tree.ts';
import { Stale, Unable, type Said } from './said.ts';

/** Changed files that are shown to the parser one by one; where more changed, a new process is as fast. */
const shownMax = 40;

export interface LinterHome {
  load(home: string): LinterPackage;
  /** `FlatESLint` of the versions that had it behind a door of its own. */
  loadFlat(home: string): LinterClass | undefined;
  /** Whether a file was loaded as a module of this process. */
  isLoaded(path: string): boolean;
  readonly cwd: string;
}

/**
 * Keeps a linter with its configuration, plugins and typed programs. Programs of typescript-eslint learn of a changed file
 * only when it is linted itself, so whatever changed since the last question is linted first, before the files that are
 * asked for; whatever else changed (settings, plugins, files that come or go) makes the process stale.
 */
export function createResidentEslint(
  home: LinterHome,
  disk: ResidentDisk,
): (question: EslintQuestion) => Promise<Said> {
  let kept: { readonly tree: ObservedTree; readonly modules: ConfigModules } | undefined;
  return async (question) => {
    const linter = await openLinter(question, home);
    const known = kept;
    kept ??= observe(question, disk);
    const changed = known ? whatChanged(known, home) : [];
    const wanted = question.files.map((file) => `${home.cwd}/${file}`);
    const first = changed.filter((path) => !wanted.includes(path));
    const again = changed.filter((path) => wanted.includes(path));
    try {
      // One changed file that is asked for is simply linted first; several have to be known before any of them counts.
      for (const path of again.length > 1 ? changed : first) await show(path, linter);
      return said(await lintInOrder(linter, question.files, again, home.cwd));
    } finally {
      kept.tree.doubtWritten();
    }
  };
}

async function openLinter(question: EslintQuestion, home: LinterHome): Promise<Linter> {
  const { version, style, config, named } = question;
  const whole = home.load(question.home);
  const chosen = whole.loadESLint
    ? await whole.loadESLint({ useFlatConfig: style === 'flat' })
    : style === 'legacy'
      ? whole.ESLint
      : home.loadFlat(question.home);
  if (!chosen) throw new Unable(`ESLint ${version} has no class for a ${style} configuration.`);
  if (chosen.version !== version) throw new Unable(`ESLint ${chosen.version} was loaded, not ${version}.`);
  return new chosen({
    cwd: home.cwd,
    errorOnUnmatchedPattern: false,
    ...(named ? { overrideConfigFile: config } : {}),
  });
}

function observe(question: EslintQuestion, disk: ResidentDisk) {
  const tree = observeTree(question.root, disk);
  if (!tree) throw new Unable('The workspace has too many files to be looked at for every question.');
  if (mixesScripts(tree) && !/projectService/.test(disk.text(question.config) ?? ''))
    throw new Unable('Scripts lie beside typed sources, which only a new run takes for untyped.');
  return { tree, modules: configModules(question.config, question.root, disk) };
}

/**
 * Kept programs of `parserOptions.project` read JavaScript where a new run does not, so where JavaScript lies among
 * TypeScript the two may not see the same types.
 */
function mixesScripts({ files }: ObservedTree): boolean {
  const typed = new Set<string>();
  for (const path of files.keys()) if (/(?<!\.d)\.[cm]?tsx?$/.test(path)) typed.add(folderOf(path));
  return [...files.keys()].some(
    (path) =>
      /\.[cm]?jsx?$/.test(path) && !/\.config\.[cm]?js$|\/\.[^/]+$/.test(path) && typed.has(folderOf(path)),
  );
}

/** The sources that changed since the last question. */
function whatChanged({ tree, modules }: { tree: ObservedTree; modules: ConfigModules }, home: LinterHome) {
  const { changed, moved } = tree.look();
  const isPlain = (path: string) =>
    /\/[^./][^/]*\.[cm]?[jt]sx?$/.test(path) && !modules.holds(path) && !home.isLoaded(path);
  if (moved.length > 0 || changed.length > shownMax || !changed.every(isPlain)) throw new Stale();
  return changed;
}

/** What was linted, seen by every program that holds it; what cannot be linted cannot be shown. */
async function show(path: string, linter: Linter): Promise<void> {
  if (await linter.isPathIgnored(path)) throw new Stale();
  const results = await linter.lintFiles([path]);
  if (results.length === 0) throw new Stale();
}

async function lintInOrder(
  linter: Linter,
  files: readonly string[],
  first: readonly string[],
  cwd: string,
): Promise<readonly LintedFile[]> {
  const early = files.filter((file) => first.includes(`${cwd}/${file}`));
  const late = files.filter((file) => !early.includes(file));
  const results: LintedFile[] = [];
  for (const some of [early, late]) if (some.length > 0) results.push(...(await linter.lintFiles(some)));
  if (results.some(({ messages }) => countsFiles.test(JSON.stringify(messages)))) throw new Stale();
  return results;
}

/** typescript-eslint counts the files without a project over the life of the process, not of the question. */
const countsFiles = /have matched the default project/;

/** In the words of `--format json`, as much of them as is read. */
function said(results: readonly LintedFile[]): Said {
  const report = results.map(({ filePath, messages }) => ({ filePath, messages }));
  return {
    stdout: JSON.stringify(report),
    exitCode: results.some(({ errorCount }) => errorCount > 0) ? 1 : 0,
  };
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}
