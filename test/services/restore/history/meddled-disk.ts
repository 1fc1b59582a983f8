import { basename, sep } from 'node:path';
import type { DiskPort } from '../../../../server/src/core/ports/index.ts';

/** What may happen to the disk while an operation runs. */
export interface Meddling {
  /** How many more changes of the disk succeed; everything after that fails, as if the process had been killed there. */
  changesLeft: number;
  /** Called when the next file of a change is about to be put in place, with how many were before. */
  onReplace: ((count: number) => void) | undefined;
}

export function diskError(code: string): Error {
  return Object.assign(new Error(`${code}: made up`), { code });
}

/**
 * The disk with what meddles with it. Nothing is synced: what a power cut leaves is tested elsewhere, on a disk of its own,
 * and thousands of histories would spend their time with nothing else.
 */
export function meddled(real: DiskPort, root: string, meddling: Meddling): DiskPort {
  let replaced = 0;
  const changing =
    <Words extends unknown[]>(work: (...words: Words) => Promise<void>) =>
    async (...words: Words): Promise<void> => {
      if (meddling.changesLeft-- <= 0) throw diskError('EIO');
      await work(...words);
    };
  const replacing = (path: string) => {
    if (!meddling.onReplace) replaced = 0;
    else if (path.startsWith(root + sep) && !basename(path).startsWith('.grace-'))
      meddling.onReplace(replaced++);
  };
  const unsynced = changing(() => Promise.resolve());
  return {
    ...real,
    write: changing((...words) => real.write(...words)),
    append: changing((...words) => real.append(...words)),
    sync: unsynced,
    syncData: unsynced,
    syncFolder: unsynced,
    rename: changing(async (from, to) => {
      replacing(to);
      await real.rename(from, to);
    }),
    remove: changing(async (path) => {
      replacing(path);
      await real.remove(path);
    }),
    removeTree: changing((...words) => real.removeTree(...words)),
    makeFolder: changing((...words) => real.makeFolder(...words)),
    removeFolder: changing((...words) => real.removeFolder(...words)),
    setMode: changing((...words) => real.setMode(...words)),
  };
}
