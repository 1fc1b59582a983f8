import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  access,
  mkdir,
  mkdtemp,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  utimes,
} from 'node:fs/promises';
import { glob } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

export { treeHash } from './tree-hash.ts';

/** A private, real copy of an installed fixture workspace, with a git repository of its own. */
export interface InstalledWorkspace {
  /** Real, absolute path. */
  readonly folder: string;
  readonly name: WorkspaceName;
  /** Runs a program in the copy with this repository's tools (Node 24, pnpm, yarn) first on PATH; throws when it fails. */
  run(
    argv: readonly [string, ...string[]],
    signal?: AbortSignal,
  ): Promise<{ stdout: string; stderr: string }>;
  dispose(): Promise<void>;
}

/** How each fixture workspace is installed and shown to be green, in the words of its own scripts. */
export const workspaces = {
  'npm-vitest-eslint': { manager: 'npm', checks: ['typecheck', 'lint', 'test'] },
  'pnpm-jest-biome': { manager: 'pnpm', checks: ['typecheck', 'lint', 'test'] },
  'ts7-node-test': { manager: 'npm', checks: ['typecheck', 'lint', 'test'] },
  'yarn-vitest-eslint': { manager: 'yarn', checks: ['typecheck', 'lint', 'test'] },
  'js-mocha': { manager: 'npm', checks: ['lint', 'test'] },
  'npm-workspaces-node-test': { manager: 'npm', checks: ['typecheck', 'lint', 'test'] },
  /** The bundled sample of `npm start`. */
  sample: { manager: 'npm', checks: ['typecheck', 'lint', 'test'] },
} as const satisfies Record<string, { manager: Manager; checks: readonly string[] }>;

export type WorkspaceName = keyof typeof workspaces;
type Manager = keyof typeof installs;

const installs = {
  npm: ['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'],
  pnpm: ['pnpm', 'install', '--frozen-lockfile', '--ignore-scripts', '--prefer-offline'],
  yarn: ['yarn', 'install', '--frozen-lockfile', '--ignore-scripts', '--prefer-offline', '--non-interactive'],
} as const;

const repository = await realpath(join(import.meta.dirname, '..', '..'));
const INSTALL_MS_MAX = 240_000;
const COMMAND_MS_MAX = 240_000;
const OUTPUT_BYTES_MAX = 32 * 1024 * 1024;
const LOCK_POLL_MS = 200;
/** An installer touches its lock every few polls; one that stopped doing so is dead and its lock is taken over. */
const LOCK_STALE_MS = 15_000;
/** Raised by hand when the layout of the cache changes. */
const CACHE_VERSION = 1;

/**
 * Installs the fixture workspace once per content of its manifests and lockfile, whoever asks first, and returns a
 * private copy of it in a temporary folder.
 */
export async function installedWorkspace(
  name: WorkspaceName,
  signal: AbortSignal = AbortSignal.timeout(INSTALL_MS_MAX + COMMAND_MS_MAX),
): Promise<InstalledWorkspace> {
  const installed = await installation(name, signal);
  const parent = await realpath(await mkdtemp(join(tmpdir(), `grace-${name}-`)));
  const folder = join(parent, name);
  await copyTree(sourceOf(name), folder, signal);
  // The sources come from the fixture, so that a changed source needs no new installation.
  for await (const modules of glob(['node_modules', '*/node_modules', '*/*/node_modules'], {
    cwd: installed,
  })) {
    if (modules.includes('node_modules/')) continue;
    await copyTree(join(installed, modules), join(folder, modules), signal);
  }
  await ownNode(folder);
  await makeRepository(folder, signal);
  return {
    folder,
    name,
    run: (argv, stop) => command(argv, folder, stop ?? AbortSignal.timeout(COMMAND_MS_MAX)),
    dispose: () => rm(parent, { recursive: true, force: true, maxRetries: 3 }),
  };
}

/** Where the files of a fixture workspace come from; nothing is installed there. */
export function sourceOf(name: WorkspaceName): string {
  if (name === 'sample') return join(repository, 'sample');
  return join(repository, 'test', 'fixtures', 'workspaces', name);
}

async function installation(name: WorkspaceName, signal: AbortSignal): Promise<string> {
  const cache = join(repository, '.cache', 'workspaces');
  await mkdir(cache, { recursive: true });
  const folder = join(cache, `${name}-${await installKey(name)}`);
  if (await exists(folder)) return folder;
  const held = await lock(`${folder}.lock`, signal);
  try {
    if (!(await exists(folder))) await install(name, folder, signal);
  } finally {
    await held.release();
  }
  return folder;
}

async function install(name: WorkspaceName, folder: string, signal: AbortSignal): Promise<void> {
  const building = `${folder}.building`;
  await rm(building, { recursive: true, force: true });
  await copyTree(sourceOf(name), building, signal);
  await rm(join(building, 'node_modules'), { recursive: true, force: true });
  const argv = installs[workspaces[name].manager];
  const stop = AbortSignal.any([signal, AbortSignal.timeout(INSTALL_MS_MAX)]);
  // The registry may be away for a moment.
  await command([...argv], building, stop).catch(() => command([...argv], building, stop));
  await rename(building, folder);
}

/** What an installation depends on: every manifest, lockfile and package manager setting, and the tools that install. */
async function installKey(name: WorkspaceName): Promise<string> {
  const hash = createHash('sha256').update(`${CACHE_VERSION} ${process.version}`);
  const inputs = [
    'package.json',
    '*/*/package.json',
    '*/package.json',
    '*lock*',
    '.npmrc',
    'pnpm-workspace.yaml',
  ];
  const files: string[] = [];
  for await (const file of glob(inputs, { cwd: sourceOf(name) })) {
    if (!file.includes('node_modules')) files.push(file);
  }
  for (const file of files.sort())
    hash.update(`\0${file}\0`).update(await readFile(join(sourceOf(name), file)));
  return hash.digest('hex').slice(0, 16);
}

/** A folder that only one process can create; held until disposed. */
async function lock(path: string, signal: AbortSignal): Promise<{ release(): Promise<void> }> {
  for (;;) {
    signal.throwIfAborted();
    try {
      await mkdir(path);
      break;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      const touched = await stat(path).then(
        (found) => found.mtimeMs,
        () => Date.now(),
      );
      if (Date.now() - touched > LOCK_STALE_MS) await rm(path, { recursive: true, force: true });
      await sleep(LOCK_POLL_MS, undefined, { signal });
    }
  }
  const alive = setInterval(() => {
    const now = new Date();
    void utimes(path, now, now).catch(() => undefined);
  }, LOCK_STALE_MS / 5);
  return {
    async release() {
      clearInterval(alive);
      await rm(path, { recursive: true, force: true });
    },
  };
}

/** Links stay links, modes and times stay; blocks are shared where the file system can, files never are. */
async function copyTree(from: string, to: string, signal: AbortSignal): Promise<void> {
  const reflink = process.platform === 'linux' ? ['--reflink=auto'] : [];
  await execute('cp', ['-R', '-P', '-p', ...reflink, from, to], { signal });
}

/**
 * The machine's Node may be older than the workspace needs: the copy gets this repository's, at the place where a
 * `node` package of its own would put it.
 */
async function ownNode(folder: string): Promise<void> {
  const node = join(repository, 'node_modules', '.bin', 'node');
  if (await exists(node)) await symlink(await realpath(node), join(folder, 'node_modules', '.bin', 'node'));
}

async function makeRepository(folder: string, signal: AbortSignal): Promise<void> {
  const git = (...args: string[]) => command(['git', ...args], folder, signal);
  await git('init', '--quiet', '--initial-branch=main');
  await git('config', 'user.name', 'Fixture');
  await git('config', 'user.email', 'fixture@example.invalid');
  await git('config', 'commit.gpgsign', 'false');
  await git('config', 'core.hooksPath', '/dev/null');
  await git('config', 'gc.auto', '0');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'Start');
}

const execute = promisify(execFile);

async function command(
  argv: readonly [string, ...string[]],
  cwd: string,
  signal: AbortSignal,
): Promise<{ stdout: string; stderr: string }> {
  const [program, ...args] = argv;
  try {
    return await execute(program, args, { cwd, signal, env: environment(), maxBuffer: OUTPUT_BYTES_MAX });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`${argv.join(' ')} failed in ${cwd}\n${stdout}\n${stderr}`, { cause: error });
  }
}

/** Without what npm and Vitest put into the environment of their children, which would change how tools behave. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([key]) =>
      !/^(npm_(lifecycle|package|command|execpath|node_execpath|config_local_prefix|config_prefix)|VITEST|NODE_ENV|NODE_OPTIONS|NODE_V8_COVERAGE|GIT_|TEST$|DEV$|PROD$|MODE$|BASE_URL$|SSR$)/.test(
        key,
      ),
  );
  return {
    ...Object.fromEntries(kept),
    PATH: [join(repository, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(delimiter),
    CI: '1',
    NO_COLOR: '1',
    LOG_LEVEL: 'silent',
  };
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
