import { join } from 'node:path';
import type { Machine } from '../../../core/state/index.ts';
import type { DrillPlace } from './launcher.ts';

/** Lays out the folder of a drill. Nothing in it is outside of it. */
export function placeIn(folder: string, path: string): DrillPlace {
  return {
    folder,
    workspace: join(folder, 'workspace'),
    env: {
      PATH: path,
      HOME: join(folder, 'home'),
      TMPDIR: join(folder, 'tmp'),
      XDG_STATE_HOME: join(folder, 'state'),
      XDG_CACHE_HOME: join(folder, 'cache'),
      XDG_CONFIG_HOME: join(folder, 'config'),
    },
  };
}

/** This machine as the drilled Grace sees it. */
export function machineIn({ env }: DrillPlace, machine: Machine): Machine {
  return { ...machine, home: env['HOME'] ?? machine.home, variables: env };
}

/** Folders that have to be there before it starts. */
export function foldersOf({ workspace, env }: DrillPlace): readonly string[] {
  const places = Object.entries(env).flatMap(([name, path]) => (name === 'PATH' ? [] : [path]));
  return [join(workspace, 'src'), ...places];
}
