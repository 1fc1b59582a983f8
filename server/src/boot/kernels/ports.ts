import type { Listen } from '../../base/index.ts';
import type { LoadPort } from '../../core/governor/index.ts';
import type { Recovery } from '../../services/restore/index.ts';
import type { Around } from '../around.ts';
import type { Governed } from '../governed.ts';
import type { Fitness } from '../fitness.ts';
import type { LogParts } from '../log-parts.ts';
import type { OpenDocuments } from '../open-documents.ts';
import type { Relays } from '../relays.ts';

/** What the kernels of one workspace are made of. */
export interface KernelsPorts {
  readonly around: Around;
  readonly relays: Relays;
  readonly logParts: LogParts;
  readonly fitness: Fitness;
  readonly documents: OpenDocuments;
  readonly load: LoadPort;
  readonly governed: Governed;
  /** Fires when a boot of a server has succeeded, and its parts have proven themselves all at once. */
  readonly onLive: Listen<void>;
  readonly servesTasks: () => boolean;
  readonly onRecovered: (recoveries: readonly Recovery[]) => void;
  /** Told when a service is there. */
  readonly onArrival: () => void;
}
