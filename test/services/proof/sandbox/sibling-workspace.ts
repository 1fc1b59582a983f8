import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { systemDisk, systemProcesses } from '../../../../server/src/adapters/index.ts';
import { isRefusal, systemClock } from '../../../../server/src/base/index.ts';
import { openSandbox, type Sandbox } from '../../../../server/src/services/proof/sandbox/index.ts';
import { describeWorkspace } from '../../../../server/src/services/workspace/index.ts';

const repository = join(import.meta.dirname, '..', '..', '..', '..');
const commandMsMax = 200_000;

export const siblingManagers = ['npm', 'pnpm', 'yarn'] as const;
export type SiblingManager = (typeof siblingManagers)[number];

const installs: Readonly<Record<SiblingManager, readonly [string, ...string[]]>> = {
  npm: ['npm', 'ci', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'],
  pnpm: ['pnpm', 'install', '--frozen-lockfile', '--ignore-scripts', '--prefer-offline'],
  yarn: ['yarn', 'install', '--frozen-lockfile', '--ignore-scripts', '--prefer-offline', '--non-interactive'],
};

export interface SiblingWorkspace {
  /** Real path of the user's tree, with an install and a git repository. */
  readonly folder: string;
  /** Where sandboxes of it go. */
  readonly cache: string;
  dispose(): Promise<void>;
}

/** Installs `workspaces-sibling/<manager>` in a temporary folder: package a imports package b. */
export async function siblingWorkspace(manager: SiblingManager): Promise<SiblingWorkspace> {
  const parent = await realpath(await mkdtemp(join(tmpdir(), `grace-siblings-${manager}-`)));
  const folder = join(parent, 'tree');
  const source = join(repository, 'test', 'fixtures', 'workspaces-sibling', manager);
  await cp(source, folder, { recursive: true, filter: (path) => !path.includes('node_modules') });
  // The registry may be away for a moment.
  await run(folder, installs[manager]).catch(() => run(folder, installs[manager]));
  await run(folder, ['git', 'init', '--quiet']);
  await run(folder, ['git', '-c', 'user.name=A', '-c', 'user.email=a@example.invalid', 'add', '--all']);
  const identity = ['-c', 'user.name=A', '-c', 'user.email=a@example.invalid', '-c', 'commit.gpgsign=false'];
  await run(folder, ['git', ...identity, 'commit', '--quiet', '--message', 'Start']);
  await mkdir(join(parent, 'cache'));
  return {
    folder,
    cache: join(parent, 'cache', 'sandbox'),
    dispose: () => rm(parent, { recursive: true, force: true, maxRetries: 3 }),
  };
}

/** The environment with this repository's Node, pnpm and yarn first. */
export function toolPath(): string {
  return [join(repository, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(delimiter);
}

export async function opened(workspace: Pick<SiblingWorkspace, 'folder' | 'cache'>): Promise<Sandbox> {
  const { signal } = new AbortController();
  const ports = { disk: systemDisk, processes: systemProcesses };
  const facts = await describeWorkspace(workspace.folder, ports, signal);
  if (isRefusal(facts)) throw new Error(facts.message);
  const sandbox = await openSandbox({ facts, folder: workspace.cache, ...ports, clock: systemClock }, signal);
  if (isRefusal(sandbox)) throw new Error(sandbox.message);
  return sandbox;
}

async function run(cwd: string, argv: readonly [string, ...string[]]): Promise<void> {
  const [file, ...args] = argv;
  const env = { ...process.env, PATH: toolPath(), CI: 'true', NODE_OPTIONS: '' };
  await promisify(execFile)(file, args, { cwd, env, timeout: commandMsMax });
}
