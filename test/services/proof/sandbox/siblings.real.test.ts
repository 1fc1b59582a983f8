import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemProcesses } from '../../../../server/src/adapters/index.ts';
import { isRefusal } from '../../../../server/src/base/index.ts';
import type { Sandbox } from '../../../../server/src/services/proof/sandbox/index.ts';
import { treeHash, treeLines } from '../../../support/tree-hash.ts';
import {
  opened,
  siblingManagers,
  siblingWorkspace,
  toolPath,
  type SiblingManager,
  type SiblingWorkspace,
} from './sibling-workspace.ts';

const { signal } = new AbortController();
const deadlineMs = 200_000;
const installAttemptsMax = 3;
const installPauseMs = 10_000;
const killsPerManager = 12;
/** One round of the driver takes about this long; kills are spread over it. */
const killWithinMs = 900;
const installs = ['node_modules', 'packages/a/node_modules', 'packages/b/node_modules'];

describe.each(siblingManagers)('a sandbox of an %s workspace', (manager) => {
  let workspace: SiblingWorkspace;
  let treeBefore: string;

  beforeAll(async () => {
    workspace = await siblingWorkspace(manager);
    treeBefore = await treeHash(workspace.folder, { times: 'with' });
  }, deadlineMs);
  afterAll(() => workspace.dispose());

  it('shows package a what was deleted in package b, and forgets it again', async () => {
    const sandbox = await opened(workspace);
    expect(await typecheck(sandbox)).toEqual({ exitCode: 0, stdout: '' });

    const path = 'packages/b/src/index.ts';
    const before = (await sandbox.read(path)) ?? '';
    const after = before.replace('export function half', 'function half');
    expect(await sandbox.write({ files: [{ path, before, after }] }, signal)).toBeUndefined();
    const broken = await typecheck(sandbox);
    expect(broken.exitCode).toBe(2);
    expect(broken.stdout).toContain(
      "src/index.ts(1,18): error TS2459: Module '\"@siblings/b\"' declares 'half'",
    );

    await sandbox.reset(signal);
    expect(await typecheck(sandbox)).toEqual({ exitCode: 0, stdout: '' });
    await sandbox.close();
    expect(await treeHash(workspace.folder, { times: 'with' })).toBe(treeBefore);
  });

  it('resolves external packages and the sibling from inside the copy', async () => {
    const sandbox = await opened(workspace);
    const script = "console.log(require.resolve('is-odd')); console.log(require('is-odd')(3))";
    const external = await node(sandbox, sandbox.tree, ['-e', script]);
    expect(external.stdout).toContain(join(workspace.folder, 'node_modules'));
    expect(external.stdout).toContain('true');
    const sibling = await node(sandbox, sandbox.pathOf('packages/a'), [
      ...['--input-type=module', '-e', "console.log(import.meta.resolve('@siblings/b'))"],
    ]);
    expect(sibling.stdout.trim()).toBe(`file://${sandbox.pathOf('packages/b/src/index.ts')}`);
    await sandbox.close();
  });

  it('lets the package manager loose without a byte of the tree changing', async () => {
    const sandbox = await opened(workspace);
    await install(sandbox, manager);
    expect(await treeHash(workspace.folder, { times: 'with' })).toBe(treeBefore);
    expect(await typecheck(sandbox)).toEqual({ exitCode: 0, stdout: '' });

    const emptied = await systemProcesses.run(
      { argv: ['rm', '-rf', ...installs], cwd: sandbox.tree, deadlineMs },
      signal,
    );
    expect(emptied).toMatchObject({ ok: true, value: { exitCode: 0 } });
    expect(await treeHash(workspace.folder, { times: 'with' })).toBe(treeBefore);

    const synced = await sandbox.sync(signal);
    expect(isRefusal(synced)).toBe(false);
    expect(await typecheck(sandbox)).toEqual({ exitCode: 0, stdout: '' });
    await sandbox.close();
    expect(await treeHash(workspace.folder, { times: 'with' })).toBe(treeBefore);
  });

  it('survives SIGKILL at any step of a build, a change and an install', async () => {
    const random = seeded(manager.length * 7919);
    await mkdir(workspace.cache, { recursive: true });
    for (let kill = 0; kill < killsPerManager; kill += 1) {
      const cache = join(workspace.cache, `kill-${kill % 3}`);
      const child = spawn(
        process.execPath,
        [join(import.meta.dirname, 'sandbox-driver.ts'), workspace.folder, cache],
        {
          stdio: ['ignore', 'pipe', 'ignore'],
          env: { ...process.env, PATH: toolPath(), NODE_OPTIONS: '' },
          detached: true,
        },
      );
      const exited = once(child, 'exit');
      await once(child.stdout, 'data');
      await sleep(random() * killWithinMs);
      process.kill(-child.pid!, 'SIGKILL');
      expect((await exited)[1]).toBe('SIGKILL');
      expect(await treeHash(workspace.folder, { times: 'with' })).toBe(treeBefore);
    }
    for (const kill of [0, 1, 2]) {
      const sandbox = await opened({
        folder: workspace.folder,
        cache: join(workspace.cache, `kill-${kill}`),
      });
      const except = ['.git', ...installs];
      expect(await treeLines(sandbox.tree, { except })).toEqual(
        await treeLines(workspace.folder, { except }),
      );
      expect(await typecheck(sandbox)).toEqual({ exitCode: 0, stdout: '' });
      await sandbox.close();
    }
    expect(await treeHash(workspace.folder, { times: 'with' })).toBe(treeBefore);
  });
});

/** Package managers ask the registry, which may be away for a moment; what they do to the tree is judged either way. */
async function install(sandbox: Sandbox, manager: SiblingManager): Promise<void> {
  const executable = join(import.meta.dirname, `../../../../node_modules/.bin/${manager}`);
  for (let attempt = 1; ; attempt += 1) {
    const installed = await sandbox.install(
      { deadlineMs, ...(manager === 'npm' ? {} : { executable }) },
      signal,
    );
    if (isRefusal(installed)) throw new Error(installed.message);
    if (installed.exitCode === 0) return;
    if (attempt === installAttemptsMax) throw new Error(installed.stdout + installed.stderr);
    await sleep(installPauseMs);
  }
}

async function typecheck(sandbox: Sandbox): Promise<{ exitCode: number | null; stdout: string }> {
  const compiler = join(sandbox.tree, 'node_modules', 'typescript', 'bin', 'tsc');
  return node(sandbox, sandbox.pathOf('packages/a'), [compiler, '-p', '.', '--pretty', 'false']);
}

async function node(
  sandbox: Sandbox,
  cwd: string,
  args: readonly string[],
): Promise<{ exitCode: number | null; stdout: string }> {
  expect(cwd.startsWith(sandbox.tree)).toBe(true);
  const ran = await systemProcesses.run({ argv: [process.execPath, ...args], cwd, deadlineMs }, signal);
  if (!ran.ok) throw new Error(ran.fault.message);
  return { exitCode: ran.value.exitCode, stdout: ran.value.stdout };
}

/** A small deterministic generator: the kills fall on the same moments in every run, as far as clocks allow. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}
