import type { ToolRun } from '../../../core/ports/index.ts';
import type { GateName, Problem } from '../../../protocol/index.ts';
import type { PackageFacts, WorkspaceFacts } from '../../workspace/index.ts';
import type { ResidentRun, ToolAnswer } from '../run-tool.ts';
import type { PrivateFiles } from '../private-files.ts';
import type { Sandbox } from '../sandbox/index.ts';

/** One command line as it is shown for approval; `cwd` is relative to the workspace root. */
export interface Command {
  readonly gate: GateName;
  /** The variables that a script sets come first, as `NAME=value`: they decide what a command reaches. */
  readonly argv: readonly string[];
  readonly cwd: string;
}

/** What a gate needs to look at the sandbox as it stands. */
export interface GateRequest {
  readonly facts: WorkspaceFacts;
  readonly sandbox: Sandbox;
  /** Absolute path of the workspace's Node. */
  readonly node: string;
  /** Changed paths, relative to the root: the same ones for the baseline and for the change. */
  readonly paths: readonly string[];
  /** Files that import what changed and have to be looked at too; relative to the root. */
  dependents(): Promise<readonly string[]>;
  /** Files beside the copy: reports, reporters, hits. */
  readonly files: PrivateFiles;
  /** `resident` asks the same of a tool that is kept loaded, where there is one. */
  run(name: string, run: ToolRun, resident?: ResidentRun): Promise<ToolAnswer>;
  onProgress(message: string): void;
}

/** What a gate saw. A part that could not run is never silence: it is named in `unavailable`, each a sentence. */
export interface Observation {
  readonly problems: readonly Problem[];
  readonly unavailable: readonly string[];
  /** The workspace has no such tool for these files. */
  readonly absent: boolean;
}

/** A gate that looks at one state of the sandbox; the loop compares what it saw with and without the change. */
export interface Gate {
  readonly name: GateName;
  commands(facts: WorkspaceFacts, node: string): readonly Command[];
  observe(request: GateRequest): Promise<Observation>;
}

/** The package that holds a path: the one with the longest folder. */
export function packageOf(facts: WorkspaceFacts, path: string): PackageFacts | undefined {
  let found: PackageFacts | undefined;
  for (const candidate of facts.packages) {
    const inside = candidate.folder === '' || path.startsWith(`${candidate.folder}/`);
    if (inside && candidate.folder.length >= (found?.folder.length ?? 0)) found = candidate;
  }
  return found;
}

/** The packages that hold the paths, and all that depend on them, directly or through others; in workspace order. */
export function affectedPackages(facts: WorkspaceFacts, paths: readonly string[]): readonly PackageFacts[] {
  const affected = new Set<PackageFacts>();
  for (const path of paths) {
    const holder = packageOf(facts, path);
    if (holder) affected.add(holder);
  }
  // Each round adds at least one package or ends, so there are at most as many rounds as packages.
  for (let round = 0; round < facts.packages.length; round += 1) {
    const names = new Set([...affected].map((member) => member.name));
    const more = facts.packages.filter(
      (candidate) => !affected.has(candidate) && candidate.siblings.some((sibling) => names.has(sibling)),
    );
    if (more.length === 0) break;
    for (const candidate of more) affected.add(candidate);
  }
  return facts.packages.filter((candidate) => affected.has(candidate));
}

/** The package at the workspaces root, whose tools serve packages that have none of their own. */
export function rootPackage(facts: WorkspaceFacts): PackageFacts | undefined {
  return facts.packages.find((candidate) => candidate.folder === '');
}

/** Source files that compilers and linters take as arguments. */
export function isCode(path: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(path);
}

/** Absolute path inside the copy of a folder relative to the root. */
export function folderIn(sandbox: Sandbox, folder: string): string {
  return folder === '' ? sandbox.tree : `${sandbox.tree}/${folder}`;
}

/** `path` as seen from `folder`; both relative to the root. */
export function relativeTo(folder: string, path: string): string {
  if (folder === '') return path;
  if (path.startsWith(`${folder}/`)) return path.slice(folder.length + 1);
  return `${folder
    .split('/')
    .map(() => '..')
    .join('/')}/${path}`;
}
