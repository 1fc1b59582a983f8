import { posix, win32 } from 'node:path';
import type { Machine } from '../state/index.ts';

/** Whose word a configuration file is, the mightiest first. */
export type Source = 'machine' | 'user' | 'workspace';

/** Where a workspace keeps what its team agreed on. */
export const workspaceConfigPath = '.grace/config.yaml';

/** Absolute paths of the files that configure Grace for the workspace with this real path. */
export function configFilesOf(realRoot: string, machine: Machine): Readonly<Record<Source, string>> {
  const path = machine.platform === 'win32' ? win32 : posix;
  return {
    machine: path.join(machineHome(machine), 'grace', 'config.yaml'),
    user: path.join(userHome(machine), 'grace', 'config.yaml'),
    workspace: path.join(realRoot, ...workspaceConfigPath.split('/')),
  };
}

/** Only an administrator writes there: no variable leads elsewhere, as anybody could set it. */
function machineHome({ platform }: Machine): string {
  if (platform === 'win32') return String.raw`C:\ProgramData`;
  return platform === 'darwin' ? '/Library/Application Support' : '/etc';
}

function userHome({ platform, home, variables }: Machine): string {
  if (platform === 'win32') {
    const roaming = variables['APPDATA'];
    return roaming !== undefined && win32.isAbsolute(roaming)
      ? roaming
      : win32.join(home, 'AppData', 'Roaming');
  }
  const chosen = variables['XDG_CONFIG_HOME'];
  return chosen !== undefined && posix.isAbsolute(chosen) ? chosen : posix.join(home, '.config');
}
