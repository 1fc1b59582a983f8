/** Starts one command with its output passed through, and answers its exit code. */
import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';

export const repository = join(import.meta.dirname, '..');

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Called with each chunk; the chunk is printed as well. */
  readonly onOutput?: (text: string) => void;
}

/** Commands resolve from this repository's own `node_modules/.bin` first, so that Node 24 runs everything. */
export function run(argv: readonly [string, ...string[]], options: RunOptions = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(argv[0], argv.slice(1), {
      cwd: options.cwd ?? repository,
      env: {
        ...process.env,
        ...options.env,
        PATH: [join(repository, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(delimiter),
      },
      stdio: options.onOutput ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    });
    child.stdout?.on('data', (chunk: Buffer) => {
      process.stdout.write(chunk);
      options.onOutput?.(chunk.toString('utf8'));
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      process.stderr.write(chunk);
      options.onOutput?.(chunk.toString('utf8'));
    });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(signal ? 1 : (code ?? 1)));
  });
}
