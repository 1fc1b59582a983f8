import { join } from 'node:path';
import { isRefusal, type Refusal } from '../base/index.ts';
import type { DiskPort } from '../core/ports/index.ts';
import { openState } from '../core/state/index.ts';
import { describeWorkspace } from '../services/workspace/index.ts';
import type { Around, WorkspacePorts, WorkspaceRequest } from './around.ts';
import { newId } from './new-id.ts';

/** What has to be known before anything is started: the workspace around the folder, and its state folder. */
export async function lookAround(
  asked: WorkspaceRequest,
  ports: WorkspacePorts,
  signal: AbortSignal,
): Promise<Around | Refusal> {
  const { redactor, processes } = asked.secrecy;
  const request: WorkspaceRequest = {
    ...asked,
    log: (level, message) => asked.log(level, redactor.redact(message)),
  };
  const { disk, clock, machine, bundles } = ports;
  const facts = await describeWorkspace(request.folder, { disk, processes }, signal);
  if (isRefusal(facts)) return facts;
  const state = await openState({ root: facts.root, disk, processes, clock, ids: newId, machine });
  if (isRefusal(state)) return state;
  return {
    ...{ request, processes, facts, state, disk, clock, machine, bundles },
    ...{ resources: ports.resources, random: ports.random },
    build: await buildOf(join(bundles, 'analysis-program.js'), disk),
    warn: (message) => request.log('warn', message),
  };
}

/** Another build may judge differently: what one found out is not used by another. */
async function buildOf(module: string, disk: DiskPort): Promise<string> {
  const stat = await disk.stat(module);
  return `${stat?.sizeBytes ?? 0} ${stat?.modifiedMs ?? 0}`;
}
