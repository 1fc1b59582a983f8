import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { systemPrograms } from '../../server/src/adapters/index.ts';
import type { Program, ProgramExit } from '../../server/src/core/ports/index.ts';
import { isAlive } from '../../server/src/adapters/group.ts';

const patience = { timeout: 20_000, interval: 20 };
const graceMs = 10_000;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'grace-program-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function started(script: string) {
  const run = await systemPrograms.start({ argv: [process.execPath, '-e', script], cwd: folder });
  if (!run.ok) throw new Error(run.fault.message);
  const program = run.value;
  const said = { stdout: '', stderr: '' };
  program.onOutput(({ stream, text }) => (said[stream] += text));
  return { program, said, exit: exitOf(program) };
}

function exitOf(program: Program): Promise<ProgramExit> {
  return new Promise((resolve) => program.onExit(resolve));
}

test('what it prints is told as it comes, and its end after all of that', async () => {
  const { said, exit } = await started("console.log('grüß'); console.error('no'); process.exitCode = 3;");
  expect(await exit).toEqual({ exitCode: 3, signal: null });
  expect(said).toEqual({ stdout: 'grüß\n', stderr: 'no\n' });
});

test.skipIf(process.platform === 'win32')('it is asked to end, and may say goodbye', async () => {
  const script =
    "process.on('SIGTERM', () => { console.log('bye'); process.exit(0); }); setInterval(() => {}, 1000); console.log('up');";
  const { program, said, exit } = await started(script);
  await vi.waitUntil(() => said.stdout.includes('up'), patience);
  await program.end(graceMs);
  expect(await exit).toEqual({ exitCode: 0, signal: null });
  expect(said.stdout).toBe('up\nbye\n');
});

test.skipIf(process.platform === 'win32')(
  'one that does not listen is killed, with everything that it started',
  async () => {
    const script = `
      process.on('SIGTERM', () => undefined);
      const child = require('node:child_process').spawn(process.execPath, ['-e', 'process.on("SIGTERM", () => 0); setInterval(() => 0, 1000)']);
      console.log(child.pid);
      setInterval(() => undefined, 1000);
    `;
    const { program, said, exit } = await started(script);
    await vi.waitUntil(() => said.stdout.endsWith('\n'), patience);
    await program.end(1);
    expect(await exit).toEqual({ exitCode: null, signal: 'SIGKILL' });
    expect(isAlive(Number(said.stdout))).toBe(false);
  },
);

test.skipIf(process.platform === 'win32')('what it left behind goes with it', async () => {
  const script = `
    const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)'], { stdio: 'ignore' });
    console.log(child.pid);
    child.unref();
  `;
  const { said, exit } = await started(script);
  expect(await exit).toEqual({ exitCode: 0, signal: null });
  expect(isAlive(Number(said.stdout))).toBe(false);
});

test.each([
  [['no-such-program-anywhere'], '', 'not_found', /no-such-program-anywhere was not found/u],
  [[process.execPath], 'none', 'spawn_failed', /folder .*none does not exist/u],
])('%j in the folder "%s" is a fault: %s', async (argv, sub, code, message) => {
  const run = await systemPrograms.start({ argv, cwd: join(folder, sub) });
  expect(run).toMatchObject({
    ok: false,
    fault: { code, message: expect.stringMatching(message) as string },
  });
});
