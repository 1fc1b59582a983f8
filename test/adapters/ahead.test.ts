import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  createProcesses,
  forkAhead,
  systemProcesses,
  type ForkedAhead,
} from '../../server/src/adapters/index.ts';
import type { ChildProcess, ForkRequest } from '../../server/src/core/ports/index.ts';

let folder: string;
let request: ForkRequest & { readonly bare: true };
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'grace-ahead-')));
  const module = join(folder, 'child.cjs');
  // Writes down who it is, and says what it was started with and what it is told.
  writeFileSync(
    module,
    `const { writeFileSync } = require('node:fs');
     if (process.env.GIVEN !== 'taken') {
       writeFileSync('${join(folder, 'env')}', JSON.stringify(process.env));
       writeFileSync('${join(folder, 'pid')}', String(process.pid));
     }
     process.send({ argv: process.argv.slice(2) });
     process.on('message', (message) => process.send({ told: message }));`,
  );
  request = { module, args: [], execArgv: [], env: { GIVEN: 'yes' }, bare: true };
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  for (const child of children.splice(0)) child.kill();
  rmSync(folder, { recursive: true, force: true });
});

function forked(ahead: ForkedAhead | undefined, asked: ForkRequest): ChildProcess {
  const child = createProcesses(undefined, ahead).fork(asked);
  children.push(child);
  return child;
}

/** Everything the child says from now on. */
function heardOf(child: ChildProcess): readonly unknown[] {
  const heard: unknown[] = [];
  child.onMessage((message) => void heard.push(message));
  return heard;
}

const pidFile = () => join(folder, 'pid');
const isUp = () => existsSync(pidFile()) && readFileSync(pidFile(), 'utf8') !== '';

/** The process that was started ahead, once it is up. */
async function pidUp(): Promise<number> {
  await vi.waitUntil(isUp, { timeout: 20_000 });
  return Number(readFileSync(pidFile(), 'utf8'));
}

/** Node has taken note of its end, and told of it. */
const isGone = (pid: number) => vi.waitUntil(() => !isKnown(pid), { timeout: 20_000, interval: 5 });

function isKnown(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('who asks for the same gets it, told the arguments before anything else, and the next one another', async () => {
  const ahead = forkAhead(request);
  const pid = await pidUp();
  const child = forked(ahead, { ...request, args: ['syntax', '{}'] });
  expect(child.pid).toBe(pid);
  child.send({ kind: 'request' });
  const heard = heardOf(child);
  await vi.waitUntil(() => heard.length >= 2, { timeout: 20_000 });
  expect(heard.slice(-2)).toEqual([{ told: { args: ['syntax', '{}'] } }, { told: { kind: 'request' } }]);
  const other = forked(ahead, { ...request, args: ['syntax', '{}'] });
  expect(other.pid).not.toBe(pid);
  const others = heardOf(other);
  await vi.waitUntil(() => others.length > 0, { timeout: 20_000 });
  expect(others[0]).toMatchObject({ argv: ['syntax', '{}'] });
});

test.each<[string, Partial<ForkRequest>]>([
  ['program', { module: 'another.cjs' }],
  ['flags', { execArgv: ['--no-warnings'] }],
  ['environment', { env: { GIVEN: 'no' } }],
  ['heart', { beatMs: 250 }],
  ['folder', { cwd: tmpdir() }],
])('who asks for another %s does not get it', (_what, differs) => {
  const ahead = forkAhead(request);
  expect(ahead.take({ ...request, ...differs })).toBeUndefined();
  children.push(ahead.take(request) ?? expect.fail('it was not there'));
});

test('one that ended is given to nobody', async () => {
  const ahead = forkAhead(request);
  const pid = await pidUp();
  process.kill(pid, 'SIGKILL');
  await isGone(pid);
  expect(ahead.take(request)).toBeUndefined();
});

test('one that nobody asks for is ended, one that somebody has is not', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  forkAhead(request);
  const child = forked(forkAhead({ ...request, env: { GIVEN: 'taken' } }), {
    ...request,
    env: { GIVEN: 'taken' },
  });
  // Not a timer: those stand still.
  while (!isUp()) await new Promise((resolve) => setImmediate(resolve));
  vi.advanceTimersByTime(10_000);
  vi.useRealTimers();
  const pid = await pidUp();
  await isGone(pid);
  expect(systemProcesses.isAlive(child.pid)).toBe(true);
});

test('it gets next to nothing of the environment', async () => {
  vi.stubEnv('SHOP_URL', 'https://ada:secret@shop.example');
  forkAhead(request);
  await pidUp();
  const names = Object.keys(JSON.parse(readFileSync(join(folder, 'env'), 'utf8')) as object);
  expect(names).toEqual(expect.arrayContaining(['GIVEN', 'PATH']));
  expect(names.filter((name) => /^SHOP_|HOME$/.test(name))).toEqual([]);
});
