import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemProcesses } from '../../server/src/adapters/index.ts';
import { Cancelled } from '../../server/src/base/index.ts';
import type { ToolOutcome, ToolRun } from '../../server/src/core/ports/index.ts';

let folder: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'grace-process-')));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

const never = new AbortController().signal;
const deadlineMs = 20_000;

async function runScript(source: string, more: Partial<ToolRun> = {}, signal = never): Promise<ToolOutcome> {
  const ran = await systemProcesses.run(
    { argv: [process.execPath, '-e', source], cwd: folder, deadlineMs, ...more },
    signal,
  );
  if (!ran.ok) throw new Error(ran.fault.message);
  return ran.value;
}

/** Starts a grandchild that would run on for minutes, and writes its id to `pid`. */
const withGrandchild = `
  const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
  require('node:fs').writeFileSync('pid', String(child.pid));
`;

async function grandchildIsAlive(): Promise<boolean> {
  return systemProcesses.isAlive(Number(await readFile(join(folder, 'pid'), 'utf8')));
}

describe('a run', () => {
  it('answers what the tool said and how it ended', async () => {
    const outcome = await runScript(
      "process.stdin.pipe(process.stdout); console.error('oops'); process.exitCode = 3",
      {
        stdin: 'said',
      },
    );
    expect(outcome).toMatchObject({ exitCode: 3, signal: null, stdout: 'said', stderr: 'oops\n' });
    expect(outcome).toMatchObject({ truncated: false, timedOut: false });
  });

  it('passes arguments as they are: there is no shell', async () => {
    const outcome = await systemProcesses.run(
      {
        argv: [process.execPath, '-p', 'process.argv[1]', '$(touch broken); `id` "*"'],
        cwd: folder,
        deadlineMs,
      },
      never,
    );
    expect(outcome).toMatchObject({ ok: true, value: { stdout: '$(touch broken); `id` "*"\n' } });
  });

  it('tells a missing program from a missing folder and from a program that cannot be started', async () => {
    const run = (argv: readonly [string], cwd = folder) =>
      systemProcesses.run({ argv, cwd, deadlineMs }, never);
    expect(await run(['no-such-program'])).toMatchObject({ ok: false, fault: { code: 'not_found' } });
    expect(await run([process.execPath], join(folder, 'none'))).toMatchObject({
      ok: false,
      fault: { code: 'spawn_failed' },
    });
    await writeFile(join(folder, 'plain'), 'no program');
    expect(await run([join(folder, 'plain')])).toMatchObject({ ok: false, fault: { code: 'spawn_failed' } });
  });

  it('keeps head and tail of an output that is too long', async () => {
    const outcome = await runScript(
      "console.log('first'); console.log('x'.repeat(1e6)); console.log('last')",
      {
        outputBytesMax: 1000,
      },
    );
    expect(outcome.truncated).toBe(true);
    expect(outcome.stdout).toMatch(/^first\n.* bytes left out .*last\n$/s);
    expect(outcome.stdout.length).toBeLessThan(1100);
  });

  it('ends everything the tool started when its deadline passes, even what ignores SIGTERM', async () => {
    const outcome = await runScript(
      `process.on('SIGTERM', () => {}); ${withGrandchild}; setInterval(() => {}, 1000)`,
      {
        deadlineMs: 700,
      },
    );
    expect(outcome).toMatchObject({ timedOut: true, exitCode: null, signal: 'SIGKILL' });
    expect(await grandchildIsAlive()).toBe(false);
  });

  it('does not wait for what a tool left behind, and ends it', async () => {
    const outcome = await runScript(`${withGrandchild}; child.unref(); process.exit(0)`);
    expect(outcome).toMatchObject({ exitCode: 0, timedOut: false });
    expect(await grandchildIsAlive()).toBe(false);
  });

  it('throws Cancelled once nothing of it is alive', async () => {
    const controller = new AbortController();
    const running = runScript(`${withGrandchild}; setInterval(() => {}, 1000)`, {}, controller.signal);
    while (!(await readFile(join(folder, 'pid'), 'utf8').catch(() => ''))) await sleep(20);
    controller.abort();
    await expect(running).rejects.toBeInstanceOf(Cancelled);
    expect(await grandchildIsAlive()).toBe(false);
  });

  it('starts nothing when it is cancelled already', async () => {
    const running = runScript("require('node:fs').writeFileSync('pid', '1')", {}, AbortSignal.abort());
    await expect(running).rejects.toBeInstanceOf(Cancelled);
    await expect(readFile(join(folder, 'pid'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('the environment of a run', () => {
  it('lacks what the editor, npm, git or a secret put there, and has what the run adds', async () => {
    const foreign = {
      ...{ ELECTRON_RUN_AS_NODE: '1', VSCODE_PID: '1', NODE_ENV: 'production', npm_config_prefix: '/x' },
      ...{
        npm_lifecycle_event: 'test',
        GIT_DIR: '/x',
        GIT_INDEX_FILE: '/x',
        GITHUB_TOKEN: 's',
        OPENAI_API_KEY: 's',
      },
      ...{
        DB_PASSWORD: 's',
        CLIENT_SECRET: 's',
        SIGNING_KEY: 's',
        AWS_SESSION_TOKEN: 's',
        VITEST_POOL_ID: '1',
      },
    };
    for (const [name, value] of Object.entries(foreign)) vi.stubEnv(name, value);
    vi.stubEnv('ORDINARY', 'stays');
    vi.stubEnv('UNWANTED', 'goes');
    const outcome = await runScript('console.log(JSON.stringify(process.env))', {
      env: { NODE_ENV: 'test', DB_PASSWORD: 'wanted', UNWANTED: undefined },
    });
    const seen = JSON.parse(outcome.stdout) as Record<string, string>;
    const added = ['NODE_ENV', 'DB_PASSWORD'];
    expect(Object.keys(seen).filter((name) => name in foreign && !added.includes(name))).toEqual([]);
    expect(seen).toMatchObject({ ORDINARY: 'stays', NODE_ENV: 'test', DB_PASSWORD: 'wanted' });
    expect(seen).not.toHaveProperty('UNWANTED');
    expect(seen['PATH']).toBe(process.env['PATH']);
  });
});

describe('when Grace itself is killed', () => {
  it.each(['tool', 'fork'])('its %s ends, even one that hears nothing', async (kind) => {
    await writeFile(
      join(folder, 'busy.cjs'),
      "require('node:fs').writeFileSync('pid', String(process.pid)); for (;;);",
    );
    const killed = spawn(
      process.execPath,
      [join(import.meta.dirname, '../support/killed-parent.ts'), kind, join(folder, 'busy.cjs')],
      { cwd: folder, stdio: 'ignore' },
    );
    const pid = async () => Number(await readFile(join(folder, 'pid'), 'utf8').catch(() => ''));
    while (!(await pid())) await sleep(20);
    expect(systemProcesses.isAlive(await pid())).toBe(true);
    killed.kill('SIGKILL');
    while (systemProcesses.isAlive(await pid())) await sleep(20);
  });
});

describe('a forked child', () => {
  it('talks in structured messages, tells its size, and is gone after kill', async () => {
    const module = join(folder, 'child.cjs');
    await writeFile(
      module,
      "process.on('message', (message) => { process.stderr.write('got it'); process.send(new Map([['echo', message]])); });",
    );
    const child = systemProcesses.fork({ module, args: [], execArgv: [] });
    const answer = new Promise((resolve) => child.onMessage(resolve));
    const said = new Promise((resolve) => child.onStderr(resolve));
    child.send({ bytes: new Uint8Array([1, 2]) });
    expect(await answer).toEqual(new Map([['echo', { bytes: new Uint8Array([1, 2]) }]]));
    expect(await said).toBe('got it');
    if (process.platform !== 'win32') expect(await child.residentBytes()).toBeGreaterThan(1_000_000);
    const exited = new Promise((resolve) => child.onExit(resolve));
    child.kill();
    expect(await exited).toEqual({ exitCode: null, signal: 'SIGKILL' });
    expect(systemProcesses.isAlive(child.pid)).toBe(false);
    expect(await child.residentBytes()).toBeUndefined();
    child.send('nobody listens');
    child.dispose();
  });

  it('exits by itself when its module does not exist', async () => {
    const child = systemProcesses.fork({ module: join(folder, 'none.cjs'), args: [], execArgv: [] });
    expect(await new Promise((resolve) => child.onExit(resolve))).toEqual({ exitCode: 1, signal: null });
  });
});

describe('the Node of a workspace', () => {
  async function bin(owner: string, manifest: string): Promise<string> {
    const home = join(folder, owner, 'node_modules', '.bin');
    await mkdir(home, { recursive: true });
    await symlink(process.execPath, join(home, 'node'));
    await writeFile(join(folder, owner, 'package.json'), manifest);
    return home;
  }

  it("is the first on PATH that is not from Grace's own install", async () => {
    const own = await bin('grace', '{ "name": "grace", "publisher": "grace-tools" }');
    const other = await bin('other', '{ "name": "other" }');
    vi.stubEnv('PATH', [own, other].join(delimiter));
    expect(await systemProcesses.workspaceNode(folder)).toBe(join(other, 'node'));
  });

  it("is the workspace's own package before PATH, but none from above its root", async () => {
    const own = await bin('workspace', '{ "name": "workspace" }');
    const other = await bin('other', '{ "name": "other" }');
    vi.stubEnv('PATH', other);
    const inner = join(folder, 'workspace', 'inner');
    await mkdir(inner, { recursive: true });
    expect(await systemProcesses.workspaceNode(join(folder, 'workspace'))).toBe(join(own, 'node'));
    expect(await systemProcesses.workspaceNode(inner)).toBe(join(other, 'node'));
  });

  it('is undefined where there is none', async () => {
    vi.stubEnv('PATH', join(folder, 'empty'));
    expect(await systemProcesses.workspaceNode(folder)).toBeUndefined();
  });
});
