/** The real editor: code-server on loopback, each time with a fresh profile, and nothing of it left behind. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureSystemPackages } from '../../tools/system-packages.mts';
import { repository, run } from '../../tools/run.mts';

const home = import.meta.dirname;
const entry = join(home, 'node_modules', 'code-server', 'out', 'node', 'entry.js');
const readyMsMax = 60_000;
const pollMs = 100;
const stopMsMax = 5_000;

/** Installs what the real editor needs; resolves to a sentence when that is not possible. */
export async function ensureEditor(): Promise<string | undefined> {
  const missing = await ensureSystemPackages();
  if (missing !== undefined) return missing;
  const lock = readFileSync(join(home, 'package-lock.json'));
  const stamp = join(home, 'node_modules', '.grace-stamp');
  const wanted = createHash('sha256').update(lock).update(process.version).digest('hex');
  if (existsSync(entry) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return undefined;
  console.log('Installing the real editor (code-server); the first time this takes about two minutes.');
  const code = await run(['npm', 'ci', '--no-audit', '--no-fund'], { cwd: home });
  if (code !== 0) return 'The real editor could not be installed: see the lines above.';
  writeFileSync(stamp, wanted);
  return undefined;
}

export interface EditorOptions {
  readonly vsix?: string;
  /** Restricted Mode asks for trust; `trusted` opens every folder as trusted. */
  readonly trust: 'trusted' | 'restricted';
  readonly settings?: Readonly<Record<string, unknown>>;
  /** More arguments of code-server. */
  readonly args?: readonly string[];
  /** Folder for the profile; a temporary one without it. */
  readonly profile?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly port?: number;
}

export interface Editor {
  readonly authority: string;
  readonly url: string;
  readonly pid: number;
  /** Everything the server printed. */
  log(): string;
  close(): Promise<void>;
}

export async function startEditor(options: EditorOptions): Promise<Editor> {
  const profile = options.profile ?? mkdtempSync(join(tmpdir(), 'grace-editor-'));
  const userData = join(profile, 'user');
  const extensions = join(profile, 'extensions');
  mkdirSync(join(userData, 'User'), { recursive: true });
  mkdirSync(extensions, { recursive: true });
  writeFileSync(join(profile, 'config.yaml'), '');
  const settings = join(userData, 'User', 'settings.json');
  if (!existsSync(settings))
    writeFileSync(settings, JSON.stringify({ ...quiet, ...options.settings }, null, 2));
  const base = [
    '--user-data-dir',
    userData,
    '--extensions-dir',
    extensions,
    '--config',
    join(profile, 'config.yaml'),
  ];
  const env = environment(profile, options.env);
  if (options.vsix !== undefined) await install(options.vsix, base, env);

  const port = options.port ?? (await freePort());
  const child = spawn(
    process.execPath,
    [
      entry,
      ...base,
      '--bind-addr',
      `127.0.0.1:${port}`,
      '--auth',
      'none',
      '--disable-telemetry',
      '--disable-update-check',
      '--disable-getting-started-override',
      ...(options.trust === 'trusted' ? ['--disable-workspace-trust'] : []),
      ...(options.args ?? []),
    ],
    { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  );
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  const authority = `127.0.0.1:${port}`;
  const close = async () => {
    await stop(child);
    if (options.profile === undefined) rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await answering(`http://${authority}/healthz`, child, () => output);
  } catch (thrown) {
    await close();
    throw thrown;
  }
  return { authority, url: `http://${authority}/`, pid: child.pid ?? 0, log: () => output, close };
}

/** Settings of a profile in which nothing happens by itself. */
const quiet = {
  'files.autoSave': 'off',
  'telemetry.telemetryLevel': 'off',
  'workbench.startupEditor': 'none',
  'workbench.colorTheme': 'Default Dark Modern',
  'workbench.tips.enabled': false,
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
  'typescript.surveys.enabled': false,
  'git.openRepositoryInParentFolders': 'never',
  'chat.commandCenter.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'window.commandCenter': false,
  'workbench.editor.useModal': 'off',
};

function environment(profile: string, more: Readonly<Record<string, string>> | undefined): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(VSCODE_|ELECTRON_|NODE_OPTIONS|npm_|VITEST|NODE_ENV$)/.test(name),
  );
  return {
    ...Object.fromEntries(kept),
    PATH: [join(repository, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(delimiter),
    // The state of Grace goes into the profile as well, so that every run starts from nothing.
    XDG_STATE_HOME: join(profile, 'state'),
    XDG_CACHE_HOME: join(profile, 'cache'),
    EXTENSIONS_GALLERY: '{"serviceUrl":"","itemUrl":""}',
    ...more,
  };
}

async function install(vsix: string, base: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(process.execPath, [entry, ...base, '--install-extension', vsix, '--force'], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(`The editor did not install ${vsix}:\n${output}`);
}

async function answering(url: string, child: ChildProcess, log: () => string): Promise<void> {
  const deadline = Date.now() + readyMsMax;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`The editor ended at once:\n${log()}`);
    const ready = await fetch(url, { signal: AbortSignal.timeout(1_000) }).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) return;
    await sleep(pollMs);
  }
  throw new Error(`The editor did not answer within ${readyMsMax / 1_000} s:\n${log()}`);
}

/** Ends the whole process group: first asked, then killed. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('close', resolve));
  signalGroup(child.pid, 'SIGTERM');
  await Promise.race([ended, sleep(stopMsMax)]);
  signalGroup(child.pid, 'SIGKILL');
  await Promise.race([ended, sleep(stopMsMax)]);
}

function signalGroup(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is gone already.
  }
}

export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('No port.')),
      );
    });
  });
}
