import { spawn } from 'node:child_process';
import { basename, join } from 'node:path';
import { build } from 'esbuild';

export function bundleAppender(folder: string): Promise<string> {
  return bundleProgram(join(import.meta.dirname, 'log-appender.mts'), folder);
}

/** One file starts faster than thirty do. */
export async function bundleProgram(path: string, folder: string): Promise<string> {
  const outfile = join(folder, basename(path, '.mts') + '.mjs');
  await build({
    entryPoints: [path],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
  });
  return outfile;
}

export interface Appender {
  /** Record number → the number that was appended, as the process said when it was acknowledged. */
  readonly acknowledged: Promise<ReadonlyMap<number, number>>;
}

/** Runs `log-appender.mts` to its end, or kills it `killAfterMs` after its first acknowledged record. */
export function startAppender(argv: readonly string[], killAfterMs?: number): Appender {
  const acknowledged = new Promise<ReadonlyMap<number, number>>((resolve, reject) => {
    const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'pipe'] });
    let told = '';
    let complaint = '';
    child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
    child.stdout.on('data', (chunk: Buffer) => (told += chunk.toString()));
    if (killAfterMs !== undefined)
      child.stdout.once('data', () => setTimeout(() => child.kill('SIGKILL'), killAfterMs));
    child.on('error', reject);
    child.on('close', (code, endedBy) => {
      if (code !== 0 && endedBy !== 'SIGKILL')
        reject(new Error(`The appender ended with ${code}: ${complaint}`));
      // The last line may be cut off by the kill: what was not said whole was not acknowledged.
      const lines = told
        .slice(0, told.lastIndexOf('\n') + 1)
        .split('\n')
        .filter(Boolean);
      resolve(new Map(lines.map((line) => line.split(' ').map(Number) as [number, number])));
    });
  });
  return { acknowledged };
}
