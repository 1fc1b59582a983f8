import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { isRefusal, messageOf, type Clock } from '../base/index.ts';
import { sqliteHost } from '../adapters/index.ts';
import { createBus, Deliveries, type Bus } from '../core/bus/index.ts';
import { openLog, type Log } from '../core/log/index.ts';
import type { DiskPort } from '../core/ports/index.ts';
import { logWithoutSecrets, type Redactor } from '../core/secrets/index.ts';
import type { State } from '../core/state/index.ts';
import { incidentOf, openStore, schema, tables, type Store } from '../core/store/index.ts';
import { durableConsumers, passingTopics, type DurableTopic, type PayloadOf } from '../protocol/index.ts';
import { createRecordedEvents, createRestoreLedger, type RestoreLedger } from '../services/restore/index.ts';

export interface WorkspaceLog {
  readonly log: Log;
  readonly bus: Bus<typeof passingTopics>;
  /** What the log says, to be asked. Nothing of it is opened before it is. */
  readonly store: Store;
  readonly ledger: RestoreLedger;
  /** Durable when it resolves; what could not be recorded is said as a warning, and the work goes on. */
  readonly record: <T extends DurableTopic>(topic: T, payload: PayloadOf<T>) => Promise<void>;
}

export function openWorkspaceLog(ports: {
  readonly state: State;
  readonly disk: DiskPort;
  readonly clock: Clock;
  readonly redactor: Redactor;
  readonly log: (level: 'info' | 'warn', message: string) => void;
}): WorkspaceLog {
  const { state, disk, clock, redactor } = ports;
  const recorded = createRecordedEvents();
  const deliveries = new Deliveries(durableConsumers);
  const folder = join(state.folder, 'log');
  const opened = openLog({
    folder,
    disk,
    clock,
    randomBytes,
    exclusive: (signal) => state.logTurn(signal),
    projections: [recorded, deliveries],
    neededFrom: async (throughSeq) => Math.min(deliveries.neededFrom(), await store.neededFrom(throughSeq)),
    note: (message) => ports.log('info', message),
  });
  const log = logWithoutSecrets(opened, redactor);
  const bus = createBus({
    topics: passingTopics,
    clock,
    durable: {
      ...{ log, deliveries, claim: (consumer, signal) => state.claim(consumer, signal) },
      note: (message) => ports.log('warn', message),
    },
  });
  const store = openStore({
    ...{ log, disk, clock, onEntry: deliveries.onEntry },
    host: sqliteHost({ path: join(state.folder, 'store', 'store.db'), schema, tables }),
    basePath: join(folder, 'store.base'),
    onEvent: (event) => {
      const { topic, payload } = incidentOf(event);
      void record(topic, payload);
    },
    note: (message) => ports.log('info', message),
  });
  const ledger = createRestoreLedger({
    recorded,
    catchUp: () => log.catchUp(),
    appendUnless: ({ topic, payload }, isThere) => log.appendUnless(topic, payload, isThere),
    warn: (message) => ports.log('warn', message),
  });
  async function record<T extends DurableTopic>(topic: T, payload: PayloadOf<T>): Promise<void> {
    try {
      const answer = await log.append(topic, payload);
      if (isRefusal(answer)) ports.log('warn', answer.message);
    } catch (thrown) {
      ports.log('warn', `${topic} could not be recorded: ${messageOf(thrown)}.`);
    }
  }
  return { log, bus, store, ledger, record };
}
