import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import {
  armDeadMan,
  createLauncher,
  slowdown,
  sqliteHost,
  systemDisk,
  systemProcesses,
} from '../adapters/index.ts';
import { systemClock } from '../base/index.ts';
import type { Log } from '../core/log/index.ts';
import type { Machine, State } from '../core/state/index.ts';
import { schema, tables } from '../core/store/index.ts';
import { cards, createChaos, openDrilled, openLedger, type Chaos } from '../features/chaos/index.ts';
import { deadManWord } from './dead-man.ts';
import { drillParts } from './drill-parts.ts';
import { newId } from './new-id.ts';

/** Drills of this build. */
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
  const launcher = createLauncher(bundles);
  const { bookFolder, ...parts } = drillParts(root, state, machine);
  return createChaos({
    ...{ ...parts, cards, clock, newId, slowdown },
    ledger: openLedger(log),
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
