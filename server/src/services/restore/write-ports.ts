import type { Clock } from '../../base/index.ts';
import type { DiskPort } from '../../core/ports/index.ts';
import type { Journal } from './journal.ts';
import type { RestoreLedger } from './ledger.ts';
import type { Store } from './store.ts';

/** What every step of the restore service works with. */
export interface WritePorts {
  /** The workspace folder, links resolved. */
  readonly realRoot: string;
  /** The restore service's own folder. */
  readonly folder: string;
  readonly disk: DiskPort;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly store: Store;
  readonly ledger?: RestoreLedger;
}
