import { chmodSync, statSync, watch, type FSWatcher } from 'node:fs';
import { toDisposable } from '../base/index.ts';
import type { FolderWatchPort } from '../core/ports/index.ts';

/** Changes as the system tells them: no cost while nothing happens. */
export const systemFolderWatch: FolderWatchPort = {
  watch(folder, onChange, onLost) {
    let watcher: FSWatcher;
    try {
      watcher = watch(folder, { persistent: false });
    } catch {
      // It is not there, or the system watches no more folders: whoever asked looks by himself.
      return undefined;
    }
    // Not every system says what changed.
    watcher.on('change', (_kind, name: string | Buffer | null) => onChange(name?.toString()));
    watcher.on('error', () => {
      watcher.close();
      onLost();
    });
    stir(folder);
    return toDisposable(() => watcher.close());
  },
};

const modeBits = 0o7777;

/** A folder that gets the mode it has is told of as changed, where anything is told: so it is known soon whether it is. */
function stir(folder: string): void {
  try {
    chmodSync(folder, statSync(folder).mode & modeBits);
  } catch {
    // It is another one's folder, or has just gone: the first real change tells.
  }
}
