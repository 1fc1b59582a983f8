import { randomBytes } from 'node:crypto';
import { homedir, hostname } from 'node:os';
import { join } from 'node:path';
import { systemDisk, systemProcesses } from '../../../server/src/adapters/index.ts';
import { systemClock } from '../../../server/src/base/index.ts';
import { openLog, type Log } from '../../../server/src/core/log/index.ts';
import { openState } from '../../../server/src/core/state/index.ts';
import { accepted } from '../../support/sentence-of.ts';

/** The log of a workspace on the real disk, with the real turn that keeps other processes out. */
export async function openRealLog(root: string, stateHome: string): Promise<Log> {
  const state = accepted(
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
  return openLog({
    folder: join(state.folder, 'log'),
    disk: systemDisk,
    clock: systemClock,
    randomBytes,
    exclusive: (signal) => state.logTurn(signal),
    bounds: { segmentBytesMax: 40_000 },
  });
}
