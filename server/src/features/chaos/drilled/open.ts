import { join } from 'node:path';
import { isRefusal, refused, throwIfCancelled, type Clock, type Refusal } from '../../../base/index.ts';
import { openLog } from '../../../core/log/index.ts';
import type { DiskPort, ProcessPort } from '../../../core/ports/index.ts';
import { openState, type Machine } from '../../../core/state/index.ts';
import type { EngineHost } from '../../../core/store/index.ts';
import { limits } from '../limits.ts';
import type { Subject } from '../subject.ts';
import { DrilledGrace } from './grace.ts';
import { writeHistory } from './history.ts';
import type { Launcher } from './launcher.ts';
import { foldersOf, machineIn, placeIn } from './place.ts';
import { writeWorkspace } from './workspace.ts';

export interface DrilledPorts {
  readonly disk: DiskPort;
  readonly clock: Clock;
  readonly launcher: Launcher;
  readonly processes: Pick<ProcessPort, 'isAlive'>;
  readonly machine: Machine;
  readonly randomBytes: (lengthBytes: number) => Uint8Array;
  readonly ids: () => string;
  /** The database at a path, for a look at a copy of it. */
  databaseAt(path: string): EngineHost;
}

/** Makes a workspace with a past in the folder of a drill and has the real language server of this build serve it. */
export async function openDrilled(
  folder: string,
  seed: number,
  ports: DrilledPorts,
  signal: AbortSignal,
): Promise<Subject | Refusal> {
  const { disk, clock, randomBytes, ids } = ports;
  const path = ports.machine.variables['PATH'] ?? '';
  // What it is told is where it really is: a link on the way would be another workspace.
  const place = placeIn((await disk.realPath(folder)) ?? folder, path);
  for (const each of foldersOf(place)) await disk.makeFolder(each);
  await writeWorkspace(place.workspace, disk);
  const machine = machineIn(place, ports.machine);
  const state = await openState({
    root: place.workspace,
    disk,
    clock,
    ids,
    machine,
    processes: ports.processes,
  });
  if (isRefusal(state)) return state;
  const logFolder = join(state.folder, 'log');
  const unwritten = await writeHistory(seed, { folder: logFolder, disk, clock, randomBytes });
  if (unwritten) return unwritten;
  throwIfCancelled(signal);
  const log = () => openLog({ folder: logFolder, disk, clock, randomBytes });
  const grace = new DrilledGrace({ ...ports, place, stateFolder: state.folder, log });
  const refusal = await grace.begin(signal);
  if (!refusal) return grace;
  await grace.close();
  return refused(`The Grace to be drilled did not start within ${limits.steadyMsMax} ms: ${refusal.message}`);
}
