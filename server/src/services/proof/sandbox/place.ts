import type { Clock } from '../../../base/index.ts';
import { codeOf, isCancelled, messageOf, refused, type Refusal } from '../../../base/index.ts';
import type { DiskPort, ProcessPort } from '../../../core/ports/index.ts';
import type { OwnedFolder } from './ownership.ts';
import type { TreePair } from './relink.ts';
import type { LeftOut, SandboxLimits } from './sandbox.ts';
import type { SandboxState } from './state.ts';

/** One sandbox while it is open: where it lies, what it was made of, and the ports it works with. */
export interface SandboxPlace {
  readonly pair: TreePair;
  /** Holds the copy, the caches and the state file. */
  readonly slot: string;
  readonly owned: OwnedFolder;
  readonly packageFolders: readonly string[];
  readonly outputs: readonly string[];
  readonly limits: SandboxLimits;
  readonly disk: DiskPort;
  readonly processes: Pick<ProcessPort, 'run' | 'isAlive'>;
  readonly clock: Clock;
  readonly state: SandboxState;
  readonly leftOut: Map<string, LeftOut>;
}

/** Turns what the disk may answer at any step into a sentence; anything else is not expected and goes on. */
export async function orRefusal<T>(work: Promise<T>, doing: string): Promise<T | Refusal> {
  try {
    return await work;
  } catch (thrown) {
    if (isCancelled(thrown)) throw thrown;
    const code = codeOf(thrown);
    const sentence = diskSentences[code];
    if (sentence === undefined) throw thrown;
    return refused(`Grace could not ${doing}: ${sentence} (${messageOf(thrown)})`);
  }
}

const diskSentences: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full. Free some space and try again.',
  EDQUOT: 'the disk quota is used up. Free some space and try again.',
  EROFS:
    'the cache folder is on a read-only file system. Set XDG_CACHE_HOME to a folder that can be written.',
  EACCES: 'permission was denied. Check who owns the workspace and the cache folder.',
  EPERM: 'the system did not permit it. Check who owns the workspace and the cache folder.',
  EMFILE: 'too many files are open. Close some programs and try again.',
  ENFILE: 'too many files are open. Close some programs and try again.',
  EIO: 'the disk reported an error.',
};
