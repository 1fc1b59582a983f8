import { refused, succeeded, systemClock } from '../../../../server/src/base/index.ts';
import type { DiskPort, ProcessPort, ToolOutcome, ToolRun } from '../../../../server/src/core/ports/index.ts';
import type { ChangeSet } from '../../../../server/src/protocol/index.ts';
import { addProbes } from '../../../../server/src/services/analysis/probes/index.ts';
import { ts } from '../../../../server/src/services/analysis/typescript.ts';
import type { ChangeFacts, CheatFinding } from '../../../../server/src/services/analysis/index.ts';
import { createProof, type ProofPorts } from '../../../../server/src/services/proof/index.ts';
import type { Sandbox } from '../../../../server/src/services/proof/sandbox/index.ts';
import type { PackageFacts, WorkspaceFacts } from '../../../../server/src/services/workspace/index.ts';
import { seeded, UnreliableDisk } from '../../../support/unreliable-disk.ts';

/** A tool of the scripted workspace: what it answers for the sandbox as it stands. */
export type ScriptedTool = (
  sandbox: SandboxView,
  run: ToolRun,
) => Partial<ToolOutcome> | Promise<Partial<ToolOutcome>>;

export interface SandboxView {
  text(path: string): string;
  readonly files: ReadonlyMap<string, string>;
  /** Writes a report, or hits, beside the sandbox. */
  write(path: string, text: string): Promise<void>;
}

export interface ScriptedWorkspace {
  /** The user's tree. */
  readonly tree: Map<string, string>;
  readonly tools: { tsc: ScriptedTool; eslint: ScriptedTool; vitest: ScriptedTool; prettier: ScriptedTool };
  /** Facts that the scripted analysis answers. */
  readonly facts: {
    sameEmit: boolean;
    cheats: CheatFinding[];
    tests: string[];
    imports: Record<string, string[]>;
  };
  /** Commands that ran, by tool and state of the sandbox. */
  readonly runs: string[];
  member: PackageFacts;
  /** Further packages. */
  readonly siblings: PackageFacts[];
  /** Files that the copy lacks. */
  readonly leftOut: { path: string; reason: string }[];
  readonly ports: ProofPorts;
}

const root = '/user/shop';

/**
 * A workspace whose tools are scripted: `tsc` complains about every line with `TYPE_ERROR`, ESLint about `LINT_ERROR`,
 * and its one test file executes every probe of `src/a.ts` except on lines with `NOT_TESTED`, and fails when a source
 * holds `BREAKS`.
 */
export function scriptedWorkspace(): ScriptedWorkspace {
  const tree = new Map([
    ['package.json', '{}'],
    ['src/a.ts', 'export const a = 1;\nexport const b = 2;\n'],
    ['test/a.test.ts', "import '../src/a.ts';\n"],
  ]);
  const disk = new UnreliableDisk(seeded(1));
  const runs: string[] = [];
  const leftOut: ScriptedWorkspace['leftOut'] = [];
  const sandbox = scriptedSandbox(tree, leftOut);
  const workspace: ScriptedWorkspace = {
    tree,
    runs,
    member: memberFacts(),
    siblings: [],
    leftOut,
    facts: { sameEmit: false, cheats: [], tests: ['test/a.test.ts'], imports: {} },
    tools: { tsc, eslint, vitest, prettier },
    ports: {
      folder: '/cache',
      clock: systemClock,
      disk: overlaidDisk(disk, tree),
      describe: () => Promise.resolve(workspaceFacts([workspace.member, ...workspace.siblings])),
      mayRun: () => Promise.resolve(true),
      openSandbox: () => Promise.resolve(sandbox),
      analysis: {
        facts: (change) => Promise.resolve(factsOf(change, workspace)),
        screen: (change) =>
          Promise.resolve({
            newProblems: problemsIn(
              new Map(change.files.map((file) => [file.path, file.after ?? ''])),
              'TYPE_ERROR',
            ).map(({ file, line }) => ({
              tool: 'typescript',
              code: 'TS1',
              message: 'Type error.',
              file,
              line,
            })),
            declarationsChanged: [],
            complete: true,
            ms: 1,
          }),
        dependentTests: () => Promise.resolve({ tests: workspace.facts.tests, uncertain: false }),
        importLevels: (paths) => Promise.resolve(levelsOf(paths, workspace.facts.imports)),
        importClosures: () => Promise.resolve({}),
        sourceFiles: () => Promise.reject(new Error('This workspace is not mapped.')),
        bodies: () => Promise.resolve([]),
      },
      processes: scriptedProcesses((run) => {
        const tool =
          (['tsc', 'eslint', 'vitest', 'prettier'] as const).find((name) => run.argv[1]?.endsWith(name)) ??
          'vitest';
        runs.push(`${tool} ${sandbox.state()}`);
        const view: SandboxView = {
          files: sandbox.files,
          text: (path) => sandbox.files.get(path) ?? '',
          write: (path, text) => disk.write(path, Buffer.from(text)),
        };
        return workspace.tools[tool](view, run);
      }),
    },
  };
  return workspace;
}

export function proofOf(workspace: ScriptedWorkspace) {
  return createProof(workspace.ports);
}

/** A change of `src/a.ts`. */
export function rewrite(workspace: ScriptedWorkspace, after: string | null, path = 'src/a.ts'): ChangeSet {
  return { files: [{ path, before: workspace.tree.get(path) ?? null, after }] };
}

const tsc: ScriptedTool = ({ files }) => {
  const problems = problemsIn(files, 'TYPE_ERROR');
  const lines = problems.map(({ file, line }) => `${file}(${line},1): error TS2304: Cannot find name 'x'.`);
  return { exitCode: lines.length > 0 ? 2 : 0, stdout: lines.join('\n') };
};

const eslint: ScriptedTool = ({ files }, run) => {
  const wanted = new Map([...files].filter(([path]) => run.argv.includes(path)));
  const messages = problemsIn(wanted, 'LINT_ERROR');
  const report = messages.map(({ file, line }) => ({
    filePath: `/copy/${file}`,
    messages: [{ ruleId: 'no-lint-error', message: 'No.', line, column: 1 }],
  }));
  return { exitCode: report.length > 0 ? 1 : 0, stdout: JSON.stringify(report) };
};

const vitest: ScriptedTool = async (sandbox, run) => {
  await executeProbes(sandbox);
  const broken = [...sandbox.files.values()].some((text) => text.includes('BREAKS'));
  return reportTests(sandbox, run, { 'a works': broken ? 'failed' : 'passed' });
};

/** Ends every line with a semicolon. */
const prettier: ScriptedTool = (_sandbox, { stdin = '' }) => ({ stdout: stdin.replaceAll(/;*\n/g, ';\n') });

/** Writes a report of the one test file, as Vitest does, and answers with its exit code. */
export async function reportTests(
  sandbox: SandboxView,
  run: ToolRun,
  tests: Readonly<Record<string, 'passed' | 'failed'>>,
): Promise<Partial<ToolOutcome>> {
  const results = Object.entries(tests).map(([fullName, status]) => ({
    fullName,
    status,
    failureMessages: [],
  }));
  const red = results.some((result) => result.status === 'failed');
  const suite = {
    name: '/copy/test/a.test.ts',
    status: red ? 'failed' : 'passed',
    assertionResults: results,
  };
  await sandbox.write(reportPath(run), JSON.stringify({ testResults: results.length > 0 ? [suite] : [] }));
  return { exitCode: red ? 1 : 0 };
}

/** Hits the probes as if a test had executed every line that does not say `NOT_TESTED`. */
export async function executeProbes(sandbox: SandboxView): Promise<void> {
  const hits: string[] = [];
  let target: string | undefined;
  for (const [path, text] of sandbox.files) {
    target ??= /appendFileSync\("([^"]+)"/.exec(text)?.[1];
    for (const line of text.split('\n').filter((one) => !one.includes('NOT_TESTED')))
      for (const [, probe] of line.matchAll(/__graceProbe\((\d+)\)/g)) hits.push(`${probe} ${path}`);
  }
  if (target !== undefined) await sandbox.write(target, hits.join('\n'));
}

export function reportPath(run: ToolRun): string {
  return run.argv.find((word) => word.startsWith('--outputFile='))?.slice('--outputFile='.length) ?? '';
}

function problemsIn(
  files: ReadonlyMap<string, string>,
  word: string,
): readonly { file: string; line: number }[] {
  return [...files].flatMap(([file, text]) =>
    text.split('\n').flatMap((line, index) => (line.includes(word) ? [{ file, line: index + 1 }] : [])),
  );
}

function factsOf(change: ChangeSet, workspace: ScriptedWorkspace): ChangeFacts {
  const { sameEmit, cheats } = workspace.facts;
  const executableLines = Object.fromEntries(
    change.files.map((file) => {
      const before = new Set((file.before ?? '').split('\n'));
      const lines = (file.after ?? '').split('\n');
      return [
        file.path,
        lines.flatMap((line, index) => (line !== '' && !before.has(line) ? [index + 1] : [])),
      ];
    }),
  );
  const probes = change.files.flatMap((file) => addProbes(file, executableLines[file.path] ?? []) ?? []);
  const parseProblems = change.files.flatMap((file) => {
    const { diagnostics = [] } = ts.transpileModule(file.after ?? '', { reportDiagnostics: true });
    return diagnostics.map(() => ({ tool: 'typescript', message: 'Syntax error.', file: file.path }));
  });
  return { parseProblems, sameEmit, cheats, executableLines, probes };
}

function levelsOf(
  paths: readonly string[],
  imports: Readonly<Record<string, readonly string[]>>,
): string[][] {
  const next = paths.flatMap((path) => imports[path] ?? []);
  return [[...paths], ...(next.length > 0 ? levelsOf(next, imports) : [])];
}

function memberFacts(): PackageFacts {
  const tool = (name: string) => ({
    state: 'ready' as const,
    version: '1.0.0',
    entry: `${root}/node_modules/.bin/${name}`,
  });
  return {
    folder: '',
    name: 'shop',
    moduleKind: 'module',
    scripts: {},
    bins: [],
    dependencies: {},
    siblings: [],
    types: { ...tool('tsc'), kind: 'tsc', major: 1, projects: ['tsconfig.json'] },
    lint: [{ ...tool('eslint'), kind: 'eslint', style: 'flat', config: 'eslint.config.js' }],
    tests: [{ ...tool('vitest'), kind: 'vitest', args: [], env: {} }],
  };
}

function workspaceFacts(packages: readonly PackageFacts[]): WorkspaceFacts {
  return { root, manager: { kind: 'npm' }, packages, git: false, midMerge: false };
}

/** The user's tree and a private disk behind one port. */
function overlaidDisk(disk: DiskPort, tree: ReadonlyMap<string, string>): DiskPort {
  const own = (path: string) =>
    path.startsWith(`${root}/`) ? tree.get(path.slice(root.length + 1)) : undefined;
  return new Proxy(disk, {
    get(target, name: keyof DiskPort) {
      if (name === 'read') {
        return async (path: string) => {
          const text = own(path);
          return text === undefined ? target.read(path) : Buffer.from(text);
        };
      }
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}

type InspectableSandbox = Sandbox & { readonly files: ReadonlyMap<string, string>; state(): string };

/** A sandbox in memory that keeps the promises of the real one: layers, refusals, byte-exact reset. */
function scriptedSandbox(
  tree: ReadonlyMap<string, string>,
  leftOut: ScriptedWorkspace['leftOut'],
): InspectableSandbox {
  let base = new Map<string, string>();
  let files = new Map<string, string>();
  let synced = new Map<string, string>();
  let state = 'base';
  return {
    tree: '/copy',
    caches: '/caches',
    leftOut,
    get files() {
      return files;
    },
    state: () => state,
    pathOf: (path) => path.replace(root, '/copy'),
    sync() {
      const written = [...tree].filter(([path, text]) => synced.get(path) !== text).map(([path]) => path);
      const moved = [...tree.keys(), ...synced.keys()].filter(
        (path) => synced.size > 0 && tree.has(path) !== synced.has(path),
      );
      synced = new Map(tree);
      base = new Map(tree);
      files = new Map(tree);
      state = 'base';
      return Promise.resolve({ written, removed: [], relinked: [], moved });
    },
    overlay(texts) {
      base = new Map([...synced, ...texts]);
      files = new Map(base);
      return Promise.resolve(undefined);
    },
    write(change) {
      for (const { path, before } of change.files) {
        if ((files.get(path) ?? null) !== before)
          return Promise.resolve(refused(`${path} is not what the change was made from.`));
      }
      for (const { path, after } of change.files) {
        if (after === null) files.delete(path);
        else files.set(path, after);
      }
      state = [...files.values()].some((text) => text.includes('__graceProbe')) ? 'probed' : 'changed';
      return Promise.resolve(undefined);
    },
    reset() {
      files = new Map(base);
      state = 'base';
      return Promise.resolve();
    },
    read: (path) => Promise.resolve(files.get(path)),
    fingerprint: (_signal, include = () => true) =>
      Promise.resolve(JSON.stringify([...files].filter(([path]) => include(path)))),
    install: () => Promise.resolve(refused('There is nothing to install.')),
    close: () => Promise.resolve(),
  };
}

function scriptedProcesses(
  answer: (run: ToolRun) => Partial<ToolOutcome> | Promise<Partial<ToolOutcome>>,
): ProcessPort {
  return {
    async run(run) {
      const outcome = await answer(run);
      const nothing = {
        exitCode: 0,
        signal: null,
        stdout: '',
        stderr: '',
        truncated: false,
        timedOut: false,
        ms: 1,
      };
      return succeeded({ ...nothing, ...outcome });
    },
    fork: () => {
      throw new Error('No process is forked here.');
    },
    isAlive: () => false,
    workspaceNode: () => Promise.resolve('/usr/bin/node'),
  };
}
