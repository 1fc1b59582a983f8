import { isAbsolute, resolve } from 'node:path';
import { systemDisk } from '../adapters/index.ts';
import { refused } from '../base/index.ts';
import type { OpenedWorkspace } from '../cli/index.ts';
import { openChaos } from './chaos.ts';
import type { Workspace } from './compose.ts';
import { newId } from './new-id.ts';
import { openPlaybooks } from './playbooks.ts';

/** The composed workspace as the command line sees it. Paths given by a person are relative to the opened folder. */
export function cliWorkspace(workspace: Workspace): OpenedWorkspace {
  return {
    root: workspace.root,
    refactor: workspace.refactor,
    batch: workspace.batch,
    tasks: workspace.tasks,
    health: workspace.health,
    log: workspace.log,
    settings: workspace.settings,
    secrets: workspace.secrets,
    clarity: workspace.clarity,
    knowledge: workspace.knowledge,
    rollbacks: workspace.rollbacks,
    services: workspace.services,
    playbooks: openPlaybooks(workspace.ground),
    chaos: openChaos({ ...workspace.ground, root: workspace.root, log: workspace.log }),
    read: (path) => workspace.read(path),
    async locate(path) {
      const absolute = isAbsolute(path) ? path : resolve(workspace.realFolder, path);
      const inside = await workspace.locate(absolute);
      if (inside === undefined)
        return refused(`${path} lies outside the workspace ${workspace.root}: name a path inside it.`);
      if ((await systemDisk.stat(absolute)) === undefined)
        return refused(`${path} does not exist in ${workspace.realFolder}: check the spelling.`);
      return inside;
    },
    newId,
    owner: (signal) => workspace.owner(signal),
    dispose: () => workspace.dispose(),
  };
}
