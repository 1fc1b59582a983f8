import type { Problem } from '../../../protocol/index.ts';
import type { LintTool, PackageFacts, WorkspaceFacts } from '../../workspace/index.ts';
import { parseBiome, parseEslint, parseOxlint, type ParsedProblems } from '../../reports/index.ts';
import { firstWords, type ResidentRun } from '../run-tool.ts';
import { folderIn, isCode, packageOf, relativeTo, rootPackage, type Gate, type GateRequest } from './gate.ts';

const lintDeadlineMs = 300_000;
const lintOutputBytesMax = 32 * 1024 * 1024;
/** Files given to one run, so that the command line stays below every system's limit. */
const filesPerRunMax = 400;

/**
 * The workspace's own linters on the changed files, and on the files that import them where rules know types and the
 * declarations changed. A linter that crashes has said nothing: its gate is skipped with the reason.
 */
export const lintGate: Gate = {
  name: 'lint',

  commands(facts, node) {
    return [...groups(facts, undefined).values()].map((group) => ({
      gate: 'lint' as const,
      argv: [node, group.tool.entry, ...argumentsOf(group, facts), '<changed files>'],
      cwd: group.cwd,
    }));
  },

  async observe(request) {
    const files: string[] = [];
    for (const path of new Set([...request.paths, ...(await request.dependents())])) {
      if (isCode(path) && (await request.sandbox.read(path)) !== undefined) files.push(path);
    }
    const problems: Problem[] = [];
    const unavailable = unusable(request.facts, files);
    const work = groups(request.facts, files);
    for (const group of work.values()) {
      for (let start = 0; start < group.files.length; start += filesPerRunMax) {
        const some = group.files.slice(start, start + filesPerRunMax);
        request.onProgress(`lint: ${group.tool.kind} on ${some.length} files`);
        const answer = await lint(group, some, request);
        if (typeof answer === 'string') unavailable.push(answer);
        else problems.push(...answer);
      }
    }
    return { problems, unavailable, absent: work.size === 0 && unavailable.length === 0 };
  },
};

type ReadyLintTool = Extract<LintTool, { state: 'ready' }>;

interface Group {
  readonly tool: ReadyLintTool;
  /** Folder of the configuration, relative to the root. */
  readonly cwd: string;
  readonly files: string[];
}

/** Files by the linter and configuration that cover them; with `undefined`, every linter of the workspace. */
function groups(facts: WorkspaceFacts, files: readonly string[] | undefined): ReadonlyMap<string, Group> {
  const found = new Map<string, Group>();
  const places =
    files?.map((file) => ({ file, member: packageOf(facts, file) })) ??
    facts.packages.map((member) => ({ file: undefined, member }));
  for (const { file, member } of places) {
    for (const tool of lintToolsOf(facts, member)) {
      if (tool.state !== 'ready') continue;
      const cwd = standardConfig.test(tool.config) ? folderOf(tool.config) : (member?.folder ?? '');
      const key = `${tool.kind} ${tool.entry} ${cwd}`;
      const group = found.get(key) ?? { tool, cwd, files: [] };
      found.set(key, group);
      if (file !== undefined) group.files.push(file);
    }
  }
  return found;
}

function lintToolsOf(facts: WorkspaceFacts, member: PackageFacts | undefined): readonly LintTool[] {
  return member && member.lint.length > 0 ? member.lint : (rootPackage(facts)?.lint ?? []);
}

function unusable(facts: WorkspaceFacts, files: readonly string[]): string[] {
  const sentences = files
    .flatMap((file) => lintToolsOf(facts, packageOf(facts, file)))
    .flatMap((tool) => (tool.state === 'unusable' ? [`${tool.name}: ${tool.reason}`] : []));
  return [...new Set(sentences)];
}

/** Configurations that the linters find by themselves; any other one was named in a script and is handed over. */
const standardConfig =
  /(?:^|\/)(?:eslint\.config\.[cm]?[jt]s|\.eslintrc[^/]*|package\.json|\.?biome\.jsonc?|\.oxlintrc\.jsonc?|oxlint\.config\.ts)$|^$/;

function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}

function argumentsOf({ tool, cwd }: Group, facts: WorkspaceFacts): readonly string[] {
  const named = standardConfig.test(tool.config) ? [] : ['--config', relativeTo(cwd, tool.config)];
  if (tool.kind === 'eslint') return ['--format', 'json', '--no-error-on-unmatched-pattern', ...named];
  if (tool.kind === 'oxlint') return ['--format=json', ...named];
  const scripts = facts.packages
    .filter((member) => member.folder === cwd || member.folder === '')
    .flatMap((member) => Object.values(member.scripts));
  // Where the workspace's own script also checks the format, so does the gate.
  const checks = scripts.some((script) => /\bbiome\s+(?:check|ci)\b/.test(script));
  return [checks ? 'check' : 'lint', '--reporter=json', '--max-diagnostics=none', '--no-errors-on-unmatched'];
}

/** Which kind of configuration ESLint 8.57 and 9 read is not left to what else lies in the folder. */
function environmentOf(tool: ReadyLintTool): Readonly<Record<string, string>> {
  return tool.kind === 'eslint' ? { ESLINT_USE_FLAT_CONFIG: tool.style === 'legacy' ? 'false' : 'true' } : {};
}

/** The problems in `files`, or a sentence why the linter could not say. */
async function lint(
  group: Group,
  files: readonly string[],
  request: GateRequest,
): Promise<readonly Problem[] | string> {
  const { tool, cwd } = group;
  const name = `${titles[tool.kind]} ${tool.version}`;
  const folder = folderIn(request.sandbox, cwd);
  const relative = files.map((file) => relativeTo(cwd, file));
  const cold = {
    argv: [request.node, tool.entry, ...argumentsOf(group, request.facts), ...relative] as [
      string,
      ...string[],
    ],
    cwd: folder,
    env: environmentOf(tool),
    deadlineMs: lintDeadlineMs,
    outputBytesMax: lintOutputBytesMax,
  };
  const answer = await request.run(name, cold, residentOf(group, relative, request));
  if (answer.kind === 'unavailable') return answer.reason;
  const { outcome } = answer;
  if (outcome.truncated) return `${name} printed more than Grace reads, so not all it found is known.`;
  const crashed = `${name} could not finish: ${firstWords(outcome)}`;
  if (outcome.exitCode === null || outcome.exitCode > 1) return crashed;
  const parsed = parse(tool.kind, outcome.stdout, { root: request.sandbox.tree, cwd: folder });
  return parsed.ok ? parsed.value : crashed;
}

/** The linter's package holds `bin/eslint.js`. Biome and oxlint are native, and start fast. */
function residentOf(
  { tool, cwd }: Group,
  files: readonly string[],
  { sandbox, node }: GateRequest,
): ResidentRun | undefined {
  const home = /^(.*)[\\/]bin[\\/]eslint\.js$/.exec(tool.entry)?.[1];
  if (tool.kind !== 'eslint' || home === undefined) return undefined;
  const { version, style = 'flat' } = tool;
  const config = tool.config === '' ? '' : `${sandbox.tree}/${tool.config}`;
  const named = !standardConfig.test(tool.config);
  return {
    seat: {
      name: `ESLint ${version} ${cwd} ${tool.config}`,
      state: `${home} ${style}`,
      node,
      cwd: folderIn(sandbox, cwd),
      // Kept programs have to follow changes; a run that ends after one look need not, and would not.
      env: { ...environmentOf(tool), TSESTREE_SINGLE_RUN: 'false' },
    },
    question: { tool: 'eslint', home, version, style, root: sandbox.tree, config, named, files },
  };
}

const titles: Readonly<Record<ReadyLintTool['kind'], string>> = {
  eslint: 'ESLint',
  biome: 'Biome',
  oxlint: 'oxlint',
};

function parse(
  kind: ReadyLintTool['kind'],
  output: string,
  place: { readonly root: string; readonly cwd: string },
): ParsedProblems {
  switch (kind) {
    case 'eslint':
      return parseEslint(output, place);
    case 'biome':
      return parseBiome(output, place);
    case 'oxlint':
      return parseOxlint(output, place);
  }
}
