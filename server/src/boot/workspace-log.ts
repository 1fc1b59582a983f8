import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { isRefusal, messageOf, type Clock } from '../base/index.ts';
import { openLog, type Log } from '../core/log/index.ts';
import type { DiskPort } from '../core/ports/index.ts';
import type { State } from '../core/state/index.ts';
import type { DurableTopic, PayloadOf } from '../protocol/index.ts';
import { createRecordedEvents, createRestoreLedger, type RestoreLedger } from '../services/restore/index.ts';

export interface WorkspaceLog {
  readonly log: Log;
  readonly ledger: RestoreLedger;
  /** Durable when it resolves; what could not be recorded is said as a warning, and the work goes on. */
  readonly record: <T extends DurableTopic>(topic: T, payload: PayloadOf<T>) => Promise<void>;
}

export function openWorkspaceLog(ports: {
  readonly state: State;
  readonly disk: DiskPort;
  readonly clock: Clock;
  readonly log: (level: 'info' | 'warn', message: string) => void;
}): WorkspaceLog {
  const { state, disk, clock } = ports;
  const recorded = createRecordedEvents();
  const log = openLog({
    folder: join(state.folder, 'log'),
    disk,
    clock,
    randomBytes,
    exclusive: (signal) => state.logTurn(signal),
    projections: [recorded],
    note: (message) => ports.log('info', message),
  });
  const ledger = createRestoreLedger({
    recorded,
    catchUp: () => log.catchUp(),
    appendUnless: ({ topic, payload }, isThere) => log.appendUnless(topic, payload, isThere),
    warn: (message) => ports.log('warn', message),
  });
  return {
    log,
    ledger,
    async record(topic, payload) {
      try {
        const answer = await log.append(topic, payload);
        if (isRefusal(answer)) ports.log('warn', answer.message);
      } catch (thrown) {
        ports.log('warn', `${topic} could not be recorded: ${messageOf(thrown)}.`);
      }
    },
  };
}
