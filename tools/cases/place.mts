import { execFile, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { installedWorkspace, workspaces, type WorkspaceName } from '../../test/support/workspaces.ts';
import { repository } from '../run.mts';

const execute = promisify(execFile);

/** Where the tools run: folders that name no machine. */
export const homes = {
  here: { home: '/home/ada', folder: '/home/ada/shop' },
  elsewhere: { home: '/srv/ci', folder: '/srv/ci/builds/42/store' },
} as const;
export type Home = keyof typeof homes;

const tools = '/home/ada/tools';
const cache = join(repository, '.cache', 'cases');
/** npm asks for a package that is not what it should be again and again. */
const commandMsMax = 300_000;

const bundlers = {
  esbuild: '0.28.2',
  rollup: '4.68.8',
  vite: '8.3.8',
  webpack: '5.113.0',
  'webpack-cli': '7.3.1',
};
const pythonTools = ['pytest', 'mypy', 'ruff', 'flake8'];

/** The registry that packages come from here; its name is in no fixture. */
export async function registry(): Promise<string> {
  const { stdout } = await execute('npm', ['config', 'get', 'registry']);
  return stdout.trim().replace(/\/$/u, '');
}

/** Node, the package managers and the tools of Python, beside each other in a folder that names no machine. */
export async function prepareTools(): Promise<void> {
  await rm(join(tools, 'bin'), { recursive: true, force: true });
  await mkdir(join(tools, 'bin'), { recursive: true });
  for (const name of ['pnpm', 'yarn'])
    await cp(join(repository, 'node_modules', name), join(tools, name), {
      recursive: true,
      dereference: true,
    });
  await cp(process.execPath, join(tools, 'bin', 'node'));
  await symlink(join(tools, 'pnpm', 'bin', 'pnpm.cjs'), join(tools, 'bin', 'pnpm'));
  await symlink(join(tools, 'yarn', 'bin', 'yarn.js'), join(tools, 'bin', 'yarn'));
  try {
    await execute(join(tools, 'python', 'bin', 'ruff'), ['--version']);
  } catch {
    await execute('python3', ['-m', 'venv', join(tools, 'python')]);
    await execute(join(tools, 'python', 'bin', 'pip'), ['--quiet', 'install', ...pythonTools]);
  }
}

/** A fresh copy of a project in both places. */
export async function prepareProject(project: string): Promise<void> {
  const source = await sourceOf(project);
  for (const { folder } of Object.values(homes)) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(dirname(folder), { recursive: true });
    if (source) await execute('cp', ['-R', '-P', '-p', source.folder, folder]);
    else await mkdir(folder);
    // The tests give a copy the Node of this repository, whose path would stand in what tools print.
    await rm(join(folder, 'node_modules', '.bin', 'node'), { force: true });
  }
  await source?.dispose?.();
}

async function sourceOf(
  project: string,
): Promise<{ folder: string; dispose?: () => Promise<void> } | undefined> {
  if (project === 'empty') return undefined;
  if (project in workspaces) return installedWorkspace(project as WorkspaceName);
  const folder = join(cache, 'bundlers');
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'shop', private: true, dependencies: bundlers }),
  );
  await execute('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock'], { cwd: folder });
  return { folder };
}

/** Takes away what the last case left. */
export async function resetProject(project: string): Promise<void> {
  for (const { folder } of Object.values(homes)) {
    if (project in workspaces) {
      await execute('git', ['checkout', '--quiet', '.'], { cwd: folder });
      await execute('git', ['clean', '-fdxq', '-e', 'node_modules'], { cwd: folder });
    } else
      await execute('find', [
        folder,
        '-mindepth',
        '1',
        '-maxdepth',
        '1',
        '!',
        '-name',
        'node_modules',
        '-exec',
        'rm',
        '-rf',
        '{}',
        '+',
      ]);
  }
}

/** Runs a command as in a shell, both of its streams in one, in the order they come. */
export async function run(
  command: string,
  home: Home,
  cwd: string | undefined,
  npmRegistry: string,
): Promise<string> {
  const { home: own, folder } = homes[home];
  const output = join(cache, `${home}.out`);
  await mkdir(own, { recursive: true });
  await mkdir(cache, { recursive: true });
  // A new file each time: what a command left running writes on into the old one.
  rmSync(output, { force: true });
  const file = openSync(output, 'w');
  const child = spawn('sh', ['-c', command], {
    cwd: join(folder, cwd ?? '.'),
    stdio: ['ignore', file, file],
    env: {
      PATH: [
        join(folder, cwd ?? '.', 'node_modules', '.bin'),
        join(folder, 'node_modules', '.bin'),
        join(tools, 'bin'),
        join(tools, 'python', 'bin'),
        '/usr/local/bin',
        '/usr/bin',
        '/bin',
      ].join(':'),
      HOME: own,
      LANG: 'C.UTF-8',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CEILING_DIRECTORIES: dirname(folder),
      npm_config_registry: npmRegistry,
      npm_config_update_notifier: 'false',
      YARN_REGISTRY: npmRegistry,
      ...certificates(),
    },
    timeout: commandMsMax,
  });
  await new Promise<void>((resolve, reject) => child.once('error', reject).once('close', () => resolve()));
  closeSync(file);
  return readFileSync(output, 'utf8');
}

/** How this machine trusts the registry: nothing prints it. */
function certificates(): NodeJS.ProcessEnv {
  const { NODE_EXTRA_CA_CERTS: extra } = process.env;
  return extra === undefined ? {} : { NODE_EXTRA_CA_CERTS: extra, npm_config_cafile: extra };
}

export async function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}
