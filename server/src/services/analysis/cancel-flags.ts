import { messageOf, type Disposable } from '../../base/index.ts';
import type { DiskPort } from '../../core/ports/index.ts';
import type { CancelFlags } from './link.ts';

export interface CancelFlagPorts {
  readonly disk: DiskPort;
  /** Absolute; a folder of Grace's own. It is made when the first flag is raised. */
  readonly folder: string;
  readonly warn: (message: string) => void;
}

/** Flag files in a folder of their own. Only a request that is cancelled ever writes one. */
export function createCancelFlags(
  ports: CancelFlagPorts,
): CancelFlags & Disposable & { settled(): Promise<void> } {
  const { disk, folder, warn } = ports;
  const raised = new Set<string>();
  let made = false;
  let next = 1;
  // In order, so that a flag that is raised and lowered at once does not stay.
  let work = Promise.resolve();
  const then = (step: () => Promise<void>) => {
    work = work
      .then(step)
      .catch((thrown: unknown) => warn(`A cancellation flag failed: ${messageOf(thrown)}`));
  };
  const lower = (path: string) => {
    if (!raised.delete(path)) return;
    then(() => disk.remove(path));
  };
  return {
    path: () => `${folder}/cancel-${next++}`,
    raise(path) {
      raised.add(path);
      then(async () => {
        await disk.makeFolder(folder);
        made = true;
        await disk.write(path, new Uint8Array());
      });
    },
    lower,
    dispose: () => {
      for (const path of [...raised]) lower(path);
      then(async () => {
        if (made) await disk.removeFolder(folder);
        made = false;
      });
    },
    settled: () => work,
  };
}
