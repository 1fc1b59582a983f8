import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isRefusal } from '../../server/src/base/index.ts';
import type { Workspace } from '../../server/src/boot/compose.ts';
import { bootReportSchema, type Decision } from '../../server/src/protocol/index.ts';
import { epochSchema } from '../../server/src/services/restore/epochs/epoch.ts';
import { bootWorld, failing, faltering, type BootWorld } from '../support/booted.ts';
import { openGrace } from '../support/grace.ts';

const signal = new AbortController().signal;
const source = 'export function save(name) {\n  console.log("saved", name);\n}\n';
const deadlineMs = 100_000;
vi.setConfig({ testTimeout: 120_000 });
let world: BootWorld;

beforeEach(() => {
  world = bootWorld();
  world.write('a.js', source);
});

afterEach(() => world.dispose());

async function recordsOf(
  { log }: Workspace,
  topic: string,
): Promise<readonly { readonly payload?: unknown }[]> {
  const found: { readonly payload?: unknown }[] = [];
  await log.read(
    {},
    (entries) => void found.push(...entries.filter((entry) => entry.topic === topic)),
    signal,
  );
  return found;
}

const decisionsOf = async (workspace: Workspace) =>
  (await recordsOf(workspace, 'clarity.decided')).map(({ payload }) => payload as Decision);

test('servers that are killed while they come up make the next one careful', async () => {
  const grace = openGrace();
  const folder = pathToFileURL(world.folder).href;
  const state = join(grace.env['XDG_STATE_HOME'] ?? '', 'grace', 'workspaces');
  const boots = () => {
    const [name] = existsSync(state) ? readdirSync(state) : [];
    const file = join(state, name ?? '', 'boots.json');
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as readonly unknown[]).length : 0;
  };
  try {
    for (let time = 1; time <= 3; time += 1) {
      const program = join(import.meta.dirname, '..', '..', 'dist', 'server.js');
      const server = spawn(process.execPath, [program, '--stdio'], {
        env: grace.env,
        stdio: ['pipe', 'ignore', 'ignore'],
      });
      const params = {
        ...{ processId: null, rootUri: null, capabilities: {} },
        workspaceFolders: [{ uri: folder, name: '' }],
      };
      const text = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params });
      server.stdin.write(`Content-Length: ${text.length}\r\n\r\n${text}`);
      await vi.waitUntil(() => boots() === time, { timeout: deadlineMs, interval: 5 });
      server.kill('SIGKILL');
      await once(server, 'exit');
    }
    const { code, answer } = await grace.json(world.folder, ['boot'], bootReportSchema);
    expect(code).toBe(1);
    expect(answer.safeMode).toContain('it ended without a word 3 times');
    // A command that ends in order ends the loop.
    expect((await grace.json(world.folder, ['boot'], bootReportSchema)).answer).toMatchObject({ live: true });
  } finally {
    grace.dispose();
  }
});

test('a task that was asked for and is not done goes on with the next boot of a trusted workspace', async () => {
  const first = await world.open({ trusted: () => false });
  await first.health.booted();
  const task = {
    ...{ id: 'logs', intent: 'improve_logging', targets: ['a.js'], description: 'Log well.' },
    ...{ acceptance: {}, priority: 5, autoMerge: false },
  };
  expect(isRefusal(await first.tasks.emit(task, signal))).toBe(false);
  expect(await recordsOf(first, 'task.progress')).toEqual([]);
  await first.dispose();

  const untrusted = await world.open({ trusted: () => false });
  await untrusted.health.booted();
  await untrusted.dispose();
  const command = await world.open({ serves: 'commands' });
  await command.health.booted();
  expect(command.health.report().phases.find(({ name }) => name === 'restore')).not.toHaveProperty('detail');
  expect(await recordsOf(command, 'task.progress')).toEqual([]);
  await command.dispose();

  const next = await world.open();
  await next.health.booted();
  const restored = next.health.report().phases.find(({ name }) => name === 'restore');
  expect(restored).toMatchObject({ state: 'done', detail: 'One task that was asked for goes on.' });
  const isDone = async () => (await recordsOf(next, 'task.done')).length === 1;
  await vi.waitUntil(isDone, { timeout: deadlineMs, interval: 50 });
  await next.dispose();
  const last = await world.open();
  await last.health.booted();
  expect(last.health.report().phases.find(({ name }) => name === 'restore')).not.toHaveProperty('detail');
  expect(await recordsOf(last, 'task.done')).toHaveLength(1);
});

test('a boot says why it ended as it did, and a restart who asked for it', async () => {
  const workspace = await world.open({}, { kernels: failing('resource_governor', () => true) });
  await workspace.health.booted();
  const [boot] = (await decisionsOf(workspace)).filter(({ kind }) => kind === 'boot');
  expect(boot).toMatchObject({
    subject: 'boot',
    decided: 'Grace works here, for now with less of resource_governor.',
    certainty: { level: 'high' },
  });
  expect(boot?.evidence.map(({ what }) => what).join()).toContain('resource_governor');
  expect(boot?.turnedDown.map(({ option }) => option)).toContain('Safe mode');
  const why = await workspace.clarity.explain('last', signal);
  expect(isRefusal(why)).toBe(false);

  await workspace.health.act('restart', 'workspace');
  const restart = (await decisionsOf(workspace)).find(
    ({ kind, subject }) => kind === 'restart' && subject === 'kernel workspace',
  );
  expect(restart?.evidence).toEqual([{ what: 'A person asked for it in the Health view.' }]);
});

test('the state of a boot that succeeded is kept, with where log and code were; that of any other is not', async () => {
  const epochs = () => {
    const folder = join(world.stateFolder(), 'epochs');
    const names = existsSync(folder) ? readdirSync(folder).filter((name) => !name.endsWith('.new')) : [];
    return names.map((name) =>
      epochSchema.parse(JSON.parse(readFileSync(join(folder, name, 'epoch.json'), 'utf8'))),
    );
  };
  const careful = await world.open({}, { kernels: failing('store', () => true) });
  await careful.health.booted();
  await careful.dispose();
  expect(epochs()).toEqual([]);
  const shaky = await world.open({}, { kernels: faltering('store') });
  await shaky.health.proven();
  expect(shaky.health.report()).toMatchObject({ live: false, canary: { state: 'failed' } });
  await shaky.dispose();
  expect(epochs()).toEqual([]);
  const workspace = await world.open();
  await workspace.health.booted();
  await vi.waitUntil(() => epochs().length === 1, { timeout: deadlineMs });
  const [epoch] = epochs();
  const entries: { seq: number; hash: string }[] = [];
  await workspace.log.read({}, (some) => void entries.push(...some), signal);
  expect(epoch?.reason).toBe('boot');
  expect(entries.find(({ seq }) => seq === epoch?.log?.seq)?.hash).toBe(epoch?.log?.hash);
});

test('a part that runs and lacks something is shown as degraded, with what it lacks', async () => {
  world.write('.grace/config.yaml', 'access:\n  protect: [src]\n  edist: never\n');
  const workspace = await world.open();
  await workspace.health.booted();
  const config = workspace.health.report().kernels.find(({ name }) => name === 'config');
  expect(config).toMatchObject({
    state: 'degraded',
    detail: expect.stringContaining('config.yaml') as string,
  });
  expect(workspace.health.report().live).toBe(true);
});

test('safe mode takes back what was applied, and writes nothing else of the workspace', async () => {
  const first = await world.open();
  await first.health.booted();
  const at = source.indexOf('console');
  const pick = {
    path: 'a.js',
    intent: 'improve_logging',
    span: { start: at, end: at },
    proof: 'off',
  } as const;
  const made = await first.refactor.propose(pick, {}, signal);
  if (isRefusal(made)) throw new Error(made.message);
  const applied = await first.refactor.apply(made.id, signal);
  if (isRefusal(applied)) throw new Error(applied.message);
  const changed = readFileSync(join(world.folder, 'a.js'), 'utf8');
  expect(changed).not.toBe(source);
  await first.dispose();

  const careful = await world.open({}, { kernels: failing('store', () => true) });
  await careful.health.booted();
  expect(careful.health.report().safeMode).toBeDefined();
  const decided = (await decisionsOf(careful)).filter(({ kind }) => kind === 'boot').at(-1);
  expect(decided).toMatchObject({ decided: 'Grace is in safe mode and changes nothing here.' });
  const undone = await careful.refactor.undo(applied.id, signal);
  expect(isRefusal(undone)).toBe(false);
  expect(readFileSync(join(world.folder, 'a.js'), 'utf8')).toBe(source);
  expect(readdirSync(world.folder).sort()).toEqual(['a.js', 'package.json']);
});
