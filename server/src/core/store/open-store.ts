import type { Clock, Listen } from '../../base/index.ts';
import type { Log, LogEntry } from '../log/index.ts';
import type { DiskPort } from '../ports/index.ts';
import type { EngineHost } from './engine.ts';
import { LogStore } from './log-store.ts';
import type { Store, StoreEvent } from './store.ts';

export interface StoreOptions {
  readonly log: Pick<Log, 'read' | 'catchUp'>;
  /** Each record as it becomes durable or is read from another process. */
  readonly onEntry: Listen<LogEntry>;
  /** Where the database is; left out: all of it lives in memory. */
  readonly host?: EngineHost;
  /** Absolute path of the file that holds what is retired from the log; beside the log, so that it goes with it. */
  readonly basePath: string;
  readonly disk: DiskPort;
  readonly clock: Clock;
  readonly onEvent?: (event: StoreEvent) => void;
  readonly note: (message: string) => void;
}

/** Opens the store without touching the disk; what has to be read is read in the background, and before the first answer. */
export function openStore(options: StoreOptions): Store {
  return new LogStore(options);
}
