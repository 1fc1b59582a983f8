import { posix, win32 } from 'node:path';
import { stateFolderOf } from './location.ts';
import type { Machine } from './machine.ts';

/** Where the sandbox and the caches of a workspace lie. Everything there may vanish at any time. */
export function cacheFolderOf(realRoot: string, machine: Machine): string {
  const path = machine.platform === 'win32' ? win32 : posix;
  return path.join(cacheHome(machine), 'grace', path.basename(stateFolderOf(realRoot, machine)));
}

/** Where the compiled programs of Grace lie, the same ones for every workspace. */
export function compiledFolderOf(machine: Pick<Machine, 'platform' | 'home' | 'variables'>): string {
  const path = machine.platform === 'win32' ? win32 : posix;
  return path.join(cacheHome(machine), 'grace', 'compiled');
}

/** Tells a process of ours the same folder, for its own environment may name another. */
export const compiledVariable = 'GRACE_COMPILED';

function cacheHome({ platform, home, variables }: Pick<Machine, 'platform' | 'home' | 'variables'>): string {
  if (platform === 'win32')
    return win32.join(variables['LOCALAPPDATA'] ?? win32.join(home, 'AppData', 'Local'), 'Cache');
  const chosen = variables['XDG_CACHE_HOME'];
  if (chosen !== undefined && posix.isAbsolute(chosen)) return chosen;
  return platform === 'darwin' ? posix.join(home, 'Library', 'Caches') : posix.join(home, '.cache');
}
