import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Bundles the programs once before the tests that start them. */
export default function setup(): void {
  execFileSync(process.execPath, ['tools/build.mts'], { cwd: join(import.meta.dirname, '..', '..') });
}
