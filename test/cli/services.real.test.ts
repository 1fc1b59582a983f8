import { spawn } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  existsSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isAlive } from '../../server/src/adapters/group.ts';
import {
  learnedSchema,
  servicesListSchema,
  servicesRunSchema,
  type ServicesRunJson,
} from '../../server/src/protocol/index.ts';
import { openGrace, type Grace } from '../support/grace.ts';

vi.setConfig({ testTimeout: 120_000 });

const program = join(import.meta.dirname, '..', '..', 'dist', 'grace.js');
const patience = { timeout: 60_000, interval: 20 };
/** Falls over once, half a second after it is ready; the second one stays. */
const web = `
import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
const isFirst = !existsSync('was-up');
writeFileSync('was-up', '');
const server = createServer((request, response) => response.end('ok'));
server.listen(0, '127.0.0.1', () => {
  console.log('web listens');
  if (isFirst) setTimeout(() => console.log(undefined.name), 500);
});
`;
const config = `
services:
  web:
    command: [${JSON.stringify(process.execPath)}, web.js]
    probe: { line: listens }
  once:
    command: [${JSON.stringify(process.execPath)}, -e, "console.log('done')"]
`;
let grace: Grace;
let folder: string;

beforeEach(() => {
  grace = openGrace();
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'grace-services-')));
  write('package.json', '{ "name": "w", "private": true, "type": "module" }');
  write('web.js', web);
  write('.grace/config.yaml', config);
});
afterEach(() => {
  grace.dispose();
  rmSync(folder, { recursive: true, force: true });
});

function write(path: string, text: string): void {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** Runs the command until it is told to end, and reads what it answers meanwhile. */
function running(...argv: string[]) {
  const child = spawn(
    process.execPath,
    [program, 'services', 'run', ...argv, '--json', '--workspace', folder],
    { cwd: folder, env: grace.env, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  let told = '';
  child.stdout.on('data', (chunk: Buffer) => (told += chunk.toString('utf8')));
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  const answers = (): readonly ServicesRunJson[] =>
    told
      .split('\n')
      .slice(0, -1)
      .map((line) => servicesRunSchema.parse(JSON.parse(line)));
  const states = (name: string) =>
    answers().flatMap((answer) => ('state' in answer && answer.service === name ? [answer] : []));
  return { child, ended, answers, states };
}

test('a service that falls over is up again, its failure has a name, and an interrupt ends them all', async () => {
  const { child, ended, answers, states } = running('--trust');
  await vi.waitUntil(() => states('web').filter(({ state }) => state === 'ready').length === 2, patience);
  await vi.waitUntil(() => states('once').at(-1)?.state === 'ended', patience);
  expect(states('web').map(({ state }) => state)).toEqual([
    'starting',
    'ready',
    'resting',
    'starting',
    'ready',
  ]);
  expect(states('web').at(-1)?.restarts).toBe(1);
  expect(answers()).toContainEqual({ service: 'once', line: 'done' });
  const failures = answers().flatMap((answer) => ('failure' in answer ? [answer] : []));
  expect(failures).toMatchObject([
    {
      ...{ service: 'web', failure: 'It ended with exit code 1.' },
      errors: [{ tool: 'node', message: expect.stringContaining('undefined') as string, file: 'web.js' }],
    },
  ]);
  const pid = states('web').at(-1)?.pid ?? 0;
  expect(isAlive(pid)).toBe(true);
  child.kill('SIGINT');
  expect(await ended).toBe(130);
  expect(isAlive(pid)).toBe(false);
  const { answer: learned } = await grace.json(folder, ['learned', 'list'], learnedSchema);
  expect(learned.entries).toMatchObject([{ id: failures[0]?.errors[0]?.signature, seen: 1, file: 'web.js' }]);
});

test.skipIf(process.platform === 'win32')('no service outlives a command that is killed', async () => {
  write('was-up', '');
  const { child, ended, states } = running('web', '--trust');
  await vi.waitUntil(() => states('web').some(({ state }) => state === 'ready'), patience);
  child.kill('SIGKILL');
  await ended;
  const pid = states('web').at(-1)?.pid ?? 0;
  await vi.waitUntil(() => !isAlive(pid), patience);
});

test('what nobody approved does not run, and its words are shown', async () => {
  const { answer } = await grace.json(folder, ['services', 'list'], servicesListSchema);
  expect(answer.services).toMatchObject([
    { name: 'web', argv: [process.execPath, 'web.js'], cwd: '', restart: 'on_failure' },
    { name: 'once' },
  ]);
  expect(answer.services[0]).not.toHaveProperty('approved');
  const { code, out, err } = await grace.run(folder, ['services', 'run', 'web']);
  expect([code, out]).toEqual([3, '']);
  expect(err).toBe(
    `web would run \`${process.execPath} web.js\`, which nobody approved yet: run this where you can answer, or approve it with --trust.\n`,
  );
});

test('one that cannot be started is told of, and ends with code 1', async () => {
  write('.grace/config.yaml', 'services:\n  gone: { command: [no-such-program-anywhere] }\n');
  const { code, err } = await grace.run(folder, ['services', 'run', '--trust']);
  expect(code).toBe(1);
  expect(err).toContain('no-such-program-anywhere was not found. It is not started again.');
});

test('a folder that leads out of the workspace is none to run in', async () => {
  symlinkSync(tmpdir(), join(folder, 'out'));
  write('.grace/config.yaml', 'services:\n  web: { command: [touch, was-here], cwd: out }\n');
  const { code, err } = await grace.run(folder, ['services', 'run', '--trust']);
  expect(code).toBe(3);
  expect(err).toBe(
    'web does not run: its folder out leads out of the workspace. Name one inside in .grace/config.yaml.\n',
  );
});

test('of a file that is wrong nothing runs, and the line is named', async () => {
  write('.grace/config.yaml', config.replace('probe:', 'prob:'));
  const { code, err } = await grace.run(folder, ['services', 'run', '--trust']);
  expect(code).toBe(3);
  expect(err).toMatch(/config\.yaml:5:5: `prob` is not known here/u);
  expect(existsSync(join(folder, 'was-up'))).toBe(false);
});

test('a name that is none of the file is a mistake of the call', async () => {
  const { code, err } = await grace.run(folder, ['services', 'run', 'wbe', '--trust']);
  expect(code).toBe(2);
  expect(err).toContain('This workspace names no service wbe');
});

test('where no command may run, no service does', async () => {
  write('.grace/config.yaml', `access: { tools: never }\n${config}`);
  const { code, err } = await grace.run(folder, ['services', 'run', '--trust']);
  expect(code).toBe(3);
  expect(err).toContain('No command of this workspace runs');
});
