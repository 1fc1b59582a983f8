import { sha256 } from '../../../base/index.ts';
import type { Problem } from '../../../protocol/index.ts';
import type { PackageFacts, WorkspaceFacts } from '../../workspace/index.ts';
import { parseTsc } from '../../reports/index.ts';
import { firstWords, type ResidentRun } from '../run-tool.ts';
import type { Sandbox } from '../sandbox/index.ts';
import { affectedPackages, rootPackage, type Gate, type GateRequest } from './gate.ts';

/** Time one compiler run may take before it is stopped. */
const typesDeadlineMs = 600_000;
const typesOutputBytesMax = 16 * 1024 * 1024;

/**
 * The workspace's own compiler over every project that can see the change: those of the packages it touches and of the
 * packages that depend on them. Build information is kept beside the sandbox, so a run costs what changed. Projects with
 * references are built (`tsc -b`), which emits into the sandbox only.
 */
export const typesGate: Gate = {
  name: 'types',

  commands(facts, node) {
    return compilations(facts, facts.packages).flatMap((compilation) => [
      {
        gate: 'types' as const,
        argv: [node, compilation.entry, '-p', compilation.project, ...checkOnly, '<build information>'],
        cwd: '',
      },
      {
        gate: 'types' as const,
        argv: [node, compilation.entry, '-b', compilation.project, '--pretty', 'false'],
        cwd: '',
      },
    ]);
  },

  async observe(request) {
    const packages = affectedPackages(request.facts, request.paths);
    const unavailable = packages.flatMap((member) => {
      const tool = typesToolOf(request.facts, member);
      return tool.state === 'unusable' ? [`${tool.name}: ${tool.reason}`] : [];
    });
    const problems: Problem[] = [];
    const work = compilations(request.facts, packages);
    for (const run of await compilerRuns(work, request.sandbox)) {
      request.onProgress(`types: ${run.what}`);
      const answer = await compile(run, request);
      if (typeof answer === 'string') unavailable.push(answer);
      else problems.push(...answer);
    }
    return {
      problems: withoutRepeats(problems),
      unavailable: [...new Set(unavailable)],
      absent: work.length === 0 && unavailable.length === 0,
    };
  },
};

const checkOnly = ['--noEmit', '--pretty', 'false', '--incremental', '--tsBuildInfoFile'] as const;

export interface Compilation {
  readonly entry: string;
  readonly version: string;
  readonly major: number;
  /** Relative to the root. */
  readonly project: string;
}

function typesToolOf(facts: WorkspaceFacts, member: PackageFacts): PackageFacts['types'] {
  if (member.types.state !== 'absent') return member.types;
  return rootPackage(facts)?.types ?? member.types;
}

function compilations(facts: WorkspaceFacts, packages: readonly PackageFacts[]): readonly Compilation[] {
  const found = new Map<string, Compilation>();
  for (const member of packages) {
    const tool = typesToolOf(facts, member);
    if (tool.state !== 'ready') continue;
    for (const project of tool.projects)
      found.set(project, { entry: tool.entry, version: tool.version, major: tool.major, project });
  }
  return [...found.values()];
}

/** One compiler run: a project that is checked, or all projects of one compiler that are built, in one go. */
interface CompilerRun {
  readonly entry: string;
  readonly version: string;
  readonly what: string;
  readonly args: readonly string[];
  /** Present for a project that a resident compiler can check. */
  readonly checks?: { readonly project: string; readonly buildInfo: string };
}

/** Compilers with a program that can be kept; the one after them is native, and starts fast. */
const residentMajors: readonly number[] = [5, 6];

async function compilerRuns(work: readonly Compilation[], sandbox: Sandbox): Promise<readonly CompilerRun[]> {
  const runs: CompilerRun[] = [];
  const built = new Map<string, Compilation[]>();
  for (const compilation of work) {
    const { entry, version, major, project } = compilation;
    if (hasReferences((await sandbox.read(project)) ?? '')) {
      built.set(entry, [...(built.get(entry) ?? []), compilation]);
      continue;
    }
    const name = sha256(`${version} ${project}`).slice(0, 16);
    const buildInfo = `${sandbox.caches}/types-${name}.tsbuildinfo`;
    runs.push({
      ...{ entry, version, what: project, args: ['-p', project, ...checkOnly, buildInfo] },
      ...(residentMajors.includes(major) ? { checks: { project, buildInfo } } : {}),
    });
  }
  for (const [entry, group] of built) {
    const projects = group.map(({ project }) => project);
    const [{ version } = { version: '' }] = group;
    runs.push({
      ...{ entry, version, what: projects.join(', ') },
      args: ['-b', ...projects, '--pretty', 'false'],
    });
  }
  return runs;
}

/** The problems of one run, or a sentence why the compiler could not say. */
async function compile(run: CompilerRun, request: GateRequest): Promise<readonly Problem[] | string> {
  const { entry, version, what, args } = run;
  const { sandbox, node } = request;
  const cold = {
    argv: [node, entry, ...args] as [string, ...string[]],
    cwd: sandbox.tree,
    deadlineMs: typesDeadlineMs,
    outputBytesMax: typesOutputBytesMax,
  };
  const answer = await request.run(`tsc ${version}`, cold, residentOf(run, request));
  if (answer.kind === 'unavailable') return answer.reason;
  const { outcome } = answer;
  if (outcome.truncated)
    return `tsc ${version} printed more than Grace reads, so its problems in ${what} are not all known.`;
  const parsed = parseTsc(outcome.stdout, outcome.exitCode, { root: sandbox.tree, cwd: sandbox.tree });
  if (!parsed.ok) return `tsc ${version} failed on ${what} without naming a problem: ${firstWords(outcome)}`;
  return parsed.value;
}

/** The compiler's package holds `bin/tsc`, and the library of the same compiler beside it. */
function residentOf({ entry, version, checks }: CompilerRun, request: GateRequest): ResidentRun | undefined {
  const home = /^(.*)[\\/]bin[\\/]tsc$/.exec(entry)?.[1];
  if (!checks || home === undefined) return undefined;
  return {
    seat: { name: `tsc ${version}`, state: home, node: request.node, cwd: request.sandbox.tree },
    question: { tool: 'tsc', home, version, ...checks },
  };
}

/** Projects of the packages that `tsc -b` builds. */
export async function builtProjects(
  facts: WorkspaceFacts,
  packages: readonly PackageFacts[],
  sandbox: Sandbox,
): Promise<readonly Compilation[]> {
  const built: Compilation[] = [];
  for (const compilation of compilations(facts, packages)) {
    const config = (await sandbox.read(compilation.project)) ?? '';
    if (hasReferences(config) || /"composite"\s*:\s*true/.test(config)) built.push(compilation);
  }
  return built;
}

/** Builds projects in the sandbox; type errors do not keep the compiler from writing. A sentence when it could not run. */
export async function runBuild(
  projects: readonly Compilation[],
  request: GateRequest,
): Promise<string | undefined> {
  const [first] = projects;
  if (!first) return undefined;
  const { entry, version } = first;
  const names = projects.map(({ project }) => project);
  const args = ['-b', ...names, '--pretty', 'false'];
  const answer = await compile({ entry, version, what: names.join(', '), args }, request);
  return typeof answer === 'string' ? answer : undefined;
}

/** Referenced projects are read through their build output, which only `tsc -b` keeps fresh. */
function hasReferences(config: string): boolean {
  return /"references"\s*:\s*\[\s*\{/.test(config.replaceAll(/^\s*\/\/.*$/gm, ''));
}

/** Files shared by several projects are reported by each: one report is enough. */
function withoutRepeats(problems: readonly Problem[]): readonly Problem[] {
  const seen = new Map(problems.map((problem) => [JSON.stringify(problem), problem]));
  return [...seen.values()];
}
