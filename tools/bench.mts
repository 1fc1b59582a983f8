/**
 * `npm run bench -- NAME [--fresh]`: runs one benchmark of `tools/bench/`. Results are kept by commit under
 * `bench-results/`, so that an interrupted run goes on where it stopped; `--fresh` starts over.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './run.mts';

export interface Bench {
  readonly commit: string;
  /** The result of one step: from an earlier run at this commit, or by running it now. */
  readonly step: <T>(name: string, measure: () => Promise<T>) => Promise<T>;
  readonly log: (line: string) => void;
}

const folder = join(repository, 'tools', 'bench');
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.mts'))
  .map((file) => file.slice(0, -'.mts'.length));
const [name, ...flags] = process.argv.slice(2);
if (name === undefined || !names.includes(name)) {
  console.error(`Name a benchmark: npm run bench -- ${names.join(' | ')}`);
  process.exit(2);
}
const { run } = (await import(join(folder, `${name}.mts`))) as { run: (bench: Bench) => Promise<void> };
await run(openBench(name, flags.includes('--fresh')));

function openBench(benchmark: string, fresh: boolean): Bench {
  const git = (...argv: string[]) => execFileSync('git', argv, { cwd: repository, encoding: 'utf8' }).trim();
  const dirty = git('status', '--porcelain').length > 0;
  const commit = `${git('rev-parse', '--short', 'HEAD')}${dirty ? '-dirty' : ''}`;
  mkdirSync(join(repository, 'bench-results'), { recursive: true });
  const file = join(repository, 'bench-results', `${benchmark}-${commit}.json`);
  const done = fresh ? {} : readResults(file);
  return {
    commit,
    async step<T>(step: string, measure: () => Promise<T>): Promise<T> {
      if (step in done) return done[step] as T;
      const result = await measure();
      done[step] = result;
      writeFileSync(`${file}.new`, JSON.stringify(done, null, 2));
      renameSync(`${file}.new`, file);
      return result;
    },
    log: (line) => console.log(line),
  };
}

function readResults(file: string): Record<string, unknown> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  } catch {
    return {};
  }
}
