/** Says `ready`, then opens a sandbox, works in it and starts again, until it is killed: `node sandbox-driver.ts <tree> <cache>`. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { opened } from './sibling-workspace.ts';

const [, , folder = '', cache = ''] = process.argv;
const { signal } = new AbortController();
const roundsMax = 20;
const path = 'packages/b/src/index.ts';

process.stdout.write('ready\n');
for (let round = 0; round < roundsMax; round += 1) {
  const sandbox = await opened({ folder, cache });
  const before = (await sandbox.read(path)) ?? '';
  await sandbox.write({ files: [{ path, before, after: '' }] }, signal);
  await sandbox.overlay(new Map([[path, 'export {};\n']]), signal);
  await writeFile(join(sandbox.tree, 'left-by-a-tool.txt'), String(round));
  // Converting `node_modules` into a copy and back is the longest way to a half-built copy.
  await sandbox.install({ executable: process.execPath, args: ['--version'], deadlineMs: 10_000 }, signal);
  await sandbox.sync(signal);
  await sandbox.close();
}
