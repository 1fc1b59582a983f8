import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { z } from 'zod';

const repository = join(import.meta.dirname, '..', '..');
const callMsMax = 240_000;

export interface Answer {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The real command line, with a state and cache home of its own that go when the test goes. */
export interface Grace {
  /** Environment of every call; also for tests that start the program themselves. */
  readonly env: Readonly<Record<string, string>>;
  run(
    folder: string,
    argv: readonly string[],
    env?: Readonly<Record<string, string>>,
    /** Another user to be, where the test is root. */
    user?: { readonly uid: number; readonly gid: number },
  ): Promise<Answer>;
  /** The same with `--json`, its answer read by the published schema. */
  json<T>(
    folder: string,
    argv: readonly string[],
    schema: z.ZodType<T>,
  ): Promise<{ code: number; answer: T }>;
  dispose(): void;
}

export function openGrace(): Grace {
  const home = mkdtempSync(join(tmpdir(), 'grace-home-'));
  const env = {
    ...(process.env as Record<string, string>),
    PATH: [join(repository, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(delimiter),
    XDG_STATE_HOME: join(home, 'state'),
    XDG_CACHE_HOME: join(home, 'cache'),
    NO_COLOR: '1',
  };
  const run: Grace['run'] = (folder, argv, extra = {}, user) =>
    new Promise((resolve, reject) => {
      const child = spawn(
        process.execPath,
        [
          join(repository, 'dist', 'grace.js'),
          ...(argv.includes('--workspace') ? argv : [...argv, '--workspace', folder]),
        ],
        {
          env: { ...env, ...extra },
          cwd: folder,
          stdio: ['ignore', 'pipe', 'pipe'],
          timeout: callMsMax,
          ...user,
        },
      );
      let out = '';
      let err = '';
      child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')));
      child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString('utf8')));
      child.on('error', reject);
      child.on('close', (code) => resolve({ code: code ?? -1, out, err }));
    });
  return {
    env,
    run,
    async json(folder, argv, schema) {
      const { code, out, err } = await run(folder, [...argv, '--json']);
      try {
        return { code, answer: schema.parse(JSON.parse(out)) };
      } catch (thrown) {
        throw new Error(`grace ${argv.join(' ')} answered ${out}\n${err}`, { cause: thrown });
      }
    },
    dispose: () => rmSync(home, { recursive: true, force: true }),
  };
}
