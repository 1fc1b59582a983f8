import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { repository, run } from './run.mts';

/** A fresh copy of the sample, with its packages installed; packages of an earlier run are kept. */
export async function freshSample(): Promise<string | undefined> {
  const source = join(repository, 'sample');
  const copy = join(repository, '.cache', 'sample');
  for (const name of existsSync(copy) ? readdirSync(copy) : [])
    if (name !== 'node_modules') rmSync(join(copy, name), { recursive: true });
  cpSync(source, copy, { recursive: true, filter: (path) => !path.includes('node_modules') });
  const installed = await run(['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--silent'], {
    cwd: copy,
  });
  if (installed === 0) return copy;
  console.error('The packages of the sample could not be installed: see the lines above.');
  return undefined;
}
