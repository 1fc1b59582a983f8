import { randomBytes } from 'node:crypto';
import { homedir, hostname } from 'node:os';
import { join } from 'node:path';
import { systemDisk, systemProcesses } from '../../../server/src/adapters/index.ts';
import { systemClock } from '../../../server/src/base/index.ts';
import { openLog, type Log, type LogOptions } from '../../../server/src/core/log/index.ts';
import { openState, type State } from '../../../server/src/core/state/index.ts';
import { accepted } from '../../support/sentence-of.ts';

/** The log of a workspace on the real disk, with the real turn that keeps other processes out. */
export async function openRealLog(root: string, stateHome: string): Promise<Log> {
  return openLogIn(await openRealState(root, stateHome));
}

export async function openRealState(root: string, stateHome: string): Promise<State> {
  return accepted(
    await openState({
      root,
      disk: systemDisk,
      processes: systemProcesses,
      clock: systemClock,
      ids: () => randomBytes(8).toString('hex'),
      machine: {
        platform: process.platform,
        home: homedir(),
        variables: { XDG_STATE_HOME: stateHome },
        host: hostname(),
        pid: process.pid,
        bootMs: 0,
      },
    }),
  );
}

export function openLogIn(state: State, options: Partial<LogOptions> = {}): Log {
  return openLog({
    folder: join(state.folder, 'log'),
    disk: systemDisk,
    clock: systemClock,
    randomBytes,
    exclusive: (signal) => state.logTurn(signal),
    bounds: { segmentBytesMax: 40_000 },
    ...options,
  });
}
