/**
 * Applies and undoes changes of several files without a pause, until it is killed. Every version of the tree is one number:
 * whoever finds two different numbers, or half a file, found half-written state.
 */
import { writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { systemDisk, systemProcesses } from '../../../server/src/adapters/index.ts';
import type { DiskPort } from '../../../server/src/core/ports/index.ts';
import { openOn, changeTo, versionOf } from './versioned-tree.ts';

const [root = '', stateHome = ''] = process.argv.slice(2);
const signal = new AbortController().signal;
let isTelling = false;
/** Tells each operation that begins, for whoever counts them. */
const disk: DiskPort = new Proxy(systemDisk, {
  get(target, name) {
    const found: unknown = Reflect.get(target, name);
    if (typeof found !== 'function') return found;
    return (...words: unknown[]): unknown => {
      if (isTelling) writeSync(1, '.');
      return Reflect.apply(found, target, words);
    };
  },
});
const restore = await openOn(root, stateHome, disk, systemProcesses, hostname());
await restore.recover(signal);
isTelling = true;
for (let step = 0; ; step++) {
  const version = await versionOf(root);
  const answer = await restore.apply(await changeTo(root, version + 1), `Version ${version + 1}`, signal);
  if ('kind' in answer) throw new Error(answer.message);
  if (step % 3 !== 2) continue;
  const undone = await restore.undo(answer.id, signal);
  if ('kind' in undone) throw new Error(undone.message);
}
