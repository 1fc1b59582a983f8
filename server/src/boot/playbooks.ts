import { join, resolve } from 'node:path';
import { systemDisk } from '../adapters/index.ts';
import { openShelf, type Shelf } from '../features/healing/index.ts';
import type { Around } from './around.ts';

/** The playbooks of a workspace. Files that a person names are looked for where the command was given. */
export function openPlaybooks({
  bundles,
  facts,
  request,
}: Pick<Around, 'bundles' | 'facts' | 'request'>): Shelf {
  const shelf = openShelf({
    disk: systemDisk,
    bundled: join(bundles, '..', 'playbooks'),
    root: facts.root,
    trusted: () => request.trusted(),
  });
  return { ...shelf, check: (paths = []) => shelf.check(paths.map((path) => resolve(path))) };
}
