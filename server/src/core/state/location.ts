import { posix, win32 } from 'node:path';
import { sha256 } from '../../base/index.ts';
import type { Machine } from './machine.ts';

const nameLengthMax = 40;
const hashLength = 16;

/** Where the state of the workspace with this real path lies: one folder, the same for the editor and the command line. */
export function stateFolderOf(realRoot: string, machine: Machine): string {
  const path = machine.platform === 'win32' ? win32 : posix;
  // The readable part is for people who look into the folder; the hash makes it unique.
  const name = path
    .basename(realRoot)
    .replace(/[^A-Za-z0-9._-]/g, '_')
    .slice(0, nameLengthMax);
  return path.join(
    stateHome(machine),
    'grace',
    'workspaces',
    `${name}-${sha256(realRoot).slice(0, hashLength)}`,
  );
}

function stateHome({ platform, home, variables }: Machine): string {
  if (platform === 'win32')
    return absolute(variables['LOCALAPPDATA'], win32) ?? win32.join(home, 'AppData', 'Local');
  const chosen = absolute(variables['XDG_STATE_HOME'], posix);
  if (platform === 'darwin') return chosen ?? posix.join(home, 'Library', 'Application Support');
  return chosen ?? posix.join(home, '.local', 'state');
}

/** The XDG rules say that a relative path is to be ignored; it would mean another folder in every working directory. */
function absolute(path: string | undefined, rules: typeof posix): string | undefined {
  return path !== undefined && rules.isAbsolute(path) ? path : undefined;
}
