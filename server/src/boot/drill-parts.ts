import { dirname, join } from 'node:path';
import { drillProcesses, systemDisk } from '../adapters/index.ts';
import { systemClock } from '../base/index.ts';
import { cacheFolderOf, type Machine, type State } from '../core/state/index.ts';
import {
  openHalt,
  openUndoBook,
  type DrillProcesses,
  type Halt,
  type UndoBook,
  type UndoPorts,
} from '../features/chaos/index.ts';

const pauseMs = 20;

/** What whoever runs drills of a workspace shares with whoever only knows of them. */
export interface DrillParts {
  readonly bookFolder: string;
  readonly place: string;
  readonly halt: Halt;
  readonly book: UndoBook;
  readonly undo: UndoPorts;
}

/** What drills break lies in the cache folder of the workspace, what is known of them in its state. */
export function drillParts(root: string, state: State, machine: Machine): DrillParts {
  const disk = systemDisk;
  const clock = systemClock;
  const bookFolder = join(state.folder, 'chaos');
  return {
    bookFolder,
    place: join(cacheFolderOf(root, machine), 'chaos'),
    // Beside the folders of all workspaces: one switch for all of them.
    halt: openHalt(join(dirname(dirname(state.folder)), 'chaos-halt'), disk, clock),
    book: openUndoBook(bookFolder, disk),
    undo: {
      ...{ disk, processes: machine.platform === 'linux' ? drillProcesses : noProcesses },
      pause: () => clock.sleep(pauseMs, new AbortController().signal),
    },
  };
}

/** Where the system does not tell which processes a drill started, none is run. */
const noProcesses: DrillProcesses = { within: () => Promise.resolve([]), kill: () => undefined };
