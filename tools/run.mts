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

/**
 * What an outer `npm` tells its scripts of itself. An inner one would take it for its own: the user agent of an older
 * Node makes packages that need ours refuse to install, and `--silent` hides why.
 */
const ofOuterNpm =
  /^npm_(?:config_(?:user_agent|loglevel)|node_execpath|execpath|command|lifecycle_.*|package_.*)$/iu;

/** Commands resolve from this repository's own `node_modules/.bin` first, so that Node 24 runs everything. */
export function run(argv: readonly [string, ...string[]], options: RunOptions = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(argv[0], argv.slice(1), {
      cwd: options.cwd ?? repository,
      env: {
        ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !ofOuterNpm.test(name))),
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
