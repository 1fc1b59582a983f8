import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqliteHost } from '../../../server/src/adapters/index.ts';
import { Deliveries } from '../../../server/src/core/bus/index.ts';
import type { Log, LogOptions } from '../../../server/src/core/log/index.ts';
import type { DiskPort } from '../../../server/src/core/ports/index.ts';
import {
  openStore,
  schema,
  tables,
  type EngineHost,
  type Schema,
  type Store,
  type StoreEvent,
} from '../../../server/src/core/store/index.ts';
import { durableConsumers, type PayloadOf } from '../../../server/src/protocol/index.ts';
import { accepted } from '../../support/sentence-of.ts';
import { seeded, UnreliableDisk } from '../../support/unreliable-disk.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';
import { turns } from '../bus/durable-world.ts';
import { folder, openOn } from '../log/log-world.ts';

export const signal = new AbortController().signal;
export const basePath = `${folder}/store.base`;
export type EngineKind = 'database' | 'memory';

export async function emptyDisk(): Promise<UnreliableDisk> {
  const disk = new UnreliableDisk(seeded(1));
  await disk.makeFolder('/state');
  disk.settle();
  return disk;
}

/** A folder on the real disk for the database, gone with the test. */
export class Place {
  readonly folder = mkdtempSync(join(tmpdir(), 'grace-store-'));
  readonly path = join(this.folder, 'store', 'store.db');

  /** Everything that lies in the files of the database. */
  bytes(): string {
    const own = join(this.folder, 'store');
    return readdirSync(own)
      .map((name) => readFileSync(join(own, name), 'latin1'))
      .join('\n');
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export interface StoreWorld {
  readonly log: Log;
  readonly store: Store;
  readonly clock: VirtualClock;
  readonly events: StoreEvent[];
  readonly notes: string[];
}

export interface StoreWorldOptions {
  readonly host?: EngineHost;
  readonly schema?: Schema;
  readonly bounds?: LogOptions['bounds'];
  readonly clock?: VirtualClock;
}

/** One process with a log and a store; the database is a real one. */
export function openWorld(
  disk: DiskPort,
  kind: EngineKind,
  place: Place,
  options: StoreWorldOptions = {},
): StoreWorld {
  const { clock = new VirtualClock(), bounds } = options;
  const deliveries = new Deliveries(durableConsumers);
  const events: StoreEvent[] = [];
  const notes: string[] = [];
  const host = options.host ?? sqliteHost({ path: place.path, schema: options.schema ?? schema, tables });
  const { log } = openOn(disk, {
    ...{ clock, projections: [deliveries], ...(bounds ? { bounds } : {}) },
    neededFrom: (throughSeq) => store.neededFrom(throughSeq),
  });
  const store = openStore({
    ...{ log, disk, clock, basePath, onEntry: deliveries.onEntry },
    ...(kind === 'database' ? { host } : {}),
    onEvent: (event) => void events.push(event),
    note: (message) => void notes.push(message),
  });
  return { log, store, clock, events, notes };
}

export async function dumpOf({ store }: Pick<StoreWorld, 'store'>): Promise<string> {
  return accepted(await store.dump(signal));
}

/** What a store says that begins with nothing but the log. */
export async function freshDump(disk: UnreliableDisk, kind: EngineKind): Promise<string> {
  using place = new Place();
  const world = openWorld(disk, kind, place);
  const dump = await dumpOf(world);
  await world.store.close();
  return dump;
}

export async function record<T extends 'task.progress' | 'task.done' | 'tools.approved'>(
  { log }: Pick<StoreWorld, 'log'>,
  topic: T,
  payload: PayloadOf<T>,
): Promise<number> {
  return accepted(await log.append(topic, payload)).seq;
}

export function progress(task: string, message: string): PayloadOf<'task.progress'> {
  return { task, step: 'proving', message };
}

/** Lets a store look at its database, as it does by itself within a second. */
export async function aSecondPasses({ clock }: Pick<StoreWorld, 'clock'>): Promise<void> {
  await clock.advance(1_000);
  await turns(200);
}
