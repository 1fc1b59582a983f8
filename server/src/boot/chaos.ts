import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import {
  armDeadMan,
  createLauncher,
  drillProcesses,
  sqliteHost,
  systemDisk,
  systemProcesses,
} from '../adapters/index.ts';
import { systemClock } from '../base/index.ts';
import type { Log } from '../core/log/index.ts';
import { cacheFolderOf, type Machine, type State } from '../core/state/index.ts';
import { schema, tables } from '../core/store/index.ts';
import {
  cards,
  createChaos,
  openDrilled,
  openHalt,
  openLedger,
  openUndoBook,
  type Chaos,
} from '../features/chaos/index.ts';
import { deadManWord } from './dead-man.ts';
import { newId } from './new-id.ts';

const pauseMs = 20;

/** Drills of this build: what they break lies in the cache folder of the workspace, what is known of them in its state. */
export function openChaos(options: {
  readonly root: string;
  readonly state: State;
  readonly log: Log;
  readonly machine: Machine;
  /** Folder that holds the programs of this build. */
  readonly bundles: string;
}): Chaos {
  const { root, state, log, machine, bundles } = options;
  const disk = systemDisk;
  const clock = systemClock;
  const place = join(cacheFolderOf(root, machine), 'chaos');
  const bookFolder = join(state.folder, 'chaos');
  const launcher = createLauncher(bundles);
  return createChaos({
    ...{ cards, clock, place, newId },
    ledger: openLedger(log),
    // Beside the folders of all workspaces: one switch for all of them.
    halt: openHalt(join(dirname(dirname(state.folder)), 'chaos-halt'), disk, clock),
    book: openUndoBook(bookFolder, disk),
    undo: {
      ...{ disk, processes: drillProcesses },
      pause: () => clock.sleep(pauseMs, new AbortController().signal),
    },
    claim: (signal) => state.claim('chaos', signal),
    armDeadMan: (record) =>
      armDeadMan(join(bundles, 'grace.js'), [deadManWord, bookFolder], JSON.stringify(record)),
    openSubject: (folder, seed, signal) =>
      openDrilled(
        folder,
        seed,
        {
          ...{ disk, clock, launcher, machine, randomBytes, processes: systemProcesses, ids: newId },
          databaseAt: (path) => sqliteHost({ path, schema, tables }),
        },
        signal,
      ),
    ...(machine.platform === 'linux'
      ? {}
      : {
          cannot:
            'Drills run on Linux only: elsewhere the system does not tell which processes a drill started.',
        }),
  });
}
