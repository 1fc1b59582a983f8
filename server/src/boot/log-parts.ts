import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { sqliteHost, systemFolderWatch } from '../adapters/index.ts';
import { isRefusal, messageOf } from '../base/index.ts';
import type { BusOptions } from '../core/bus/index.ts';
import { openLog, type Log, type LogOptions } from '../core/log/index.ts';
import { logWithoutSecrets } from '../core/secrets/index.ts';
import { incidentOf, schema, tables, type StoreOptions } from '../core/store/index.ts';
import { passingTopics, type DurableTopic, type PayloadOf } from '../protocol/index.ts';
import type { KnowledgeProjection } from '../services/recognition/index.ts';
import { createRestoreLedger, type RestoreLedger } from '../services/restore/index.ts';
import type { Around } from './around.ts';
import { createLogProjections } from './log-projections.ts';
import type { Relays } from './relays.ts';

/** Durable when it resolves; what could not be recorded is said as a warning, and the work goes on. */
export type Record = <T extends DurableTopic>(topic: T, payload: PayloadOf<T>) => Promise<void>;

/** What the kernels around the log are given. */
export interface LogParts {
  readonly log: LogOptions;
  readonly bus: (log: Log) => BusOptions<typeof passingTopics>;
  readonly store: (log: Log) => StoreOptions;
  /** What the log says of failures. */
  readonly knowledge: KnowledgeProjection;
  readonly ledger: RestoreLedger;
  readonly record: Record;
}

/** The log as a file that is only looked at, whatever its kernel does. */
export function plainLog({ state, disk, clock }: Pick<Around, 'state' | 'disk' | 'clock'>): Log {
  return openLog({ folder: logFolder(state), disk, clock, randomBytes });
}

export function logFolder({ folder }: Around['state']): string {
  return join(folder, 'log');
}

export function databaseFile({ folder }: Around['state']): string {
  return join(folder, 'store', 'store.db');
}

export function createLogParts(around: Around, relays: () => Relays): LogParts {
  const { state, disk, clock, request, warn } = around;
  const { redactor } = request.secrecy;
  const { recorded, deliveries, knowledge, all: projections } = createLogProjections();
  const folder = logFolder(state);
  const note = (message: string) => request.log('info', message);
  const record: Record = async (topic, payload) => {
    try {
      const answer = await relays().log.service.append(topic, payload);
      if (isRefusal(answer)) warn(answer.message);
    } catch (thrown) {
      warn(`${topic} could not be recorded: ${messageOf(thrown)}.`);
    }
  };
  let mended = 0;
  async function recordMended(what: string): Promise<void> {
    mended += 1;
    const id = `log-${clock.now()}-${mended}`;
    const title = 'The end of the log was damaged';
    const trigger = 'integrity_violation';
    await record('incident.opened', { id, trigger, title, source: 'immutable_log', detail: what });
    const detail = 'It is firm again, and nothing that was acknowledged is lost.';
    await record('incident.closed', { id, outcome: 'healed', detail, ms: 0 });
  }
  return {
    ...{ record, knowledge },
    log: {
      ...{ folder, disk, clock, randomBytes, note },
      watch: systemFolderWatch,
      exclusive: (signal) => state.logTurn(signal),
      projections,
      onMended: (what) => void recordMended(what),
      // Nothing is retired while the store, which has to keep it, is not there to say so.
      neededFrom: async (throughSeq) =>
        Math.min(deliveries.neededFrom(), (await relays().store.current?.neededFrom(throughSeq)) ?? 0),
    },
    bus: (log) => ({
      topics: passingTopics,
      clock,
      durable: {
        ...{ log: logWithoutSecrets(log, redactor), deliveries, note: warn },
        claim: (consumer, signal) => state.claim(consumer, signal),
      },
    }),
    store: (log) => ({
      ...{ log, disk, clock, onEntry: deliveries.onEntry, note },
      host: sqliteHost({ path: databaseFile(state), schema, tables }),
      basePath: join(folder, 'store.base'),
      onEvent: (event) => {
        const { topic, payload } = incidentOf(event);
        void record(topic, payload);
      },
    }),
    ledger: createRestoreLedger({
      ...{ recorded, warn },
      catchUp: () => relays().log.service.catchUp(),
      appendUnless: ({ topic, payload }, isThere) =>
        relays().log.service.appendUnless(topic, payload, isThere),
    }),
  };
}
