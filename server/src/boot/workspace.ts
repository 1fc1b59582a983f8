import type { Listen, Refusal } from '../base/index.ts';
import type { Bus } from '../core/bus/index.ts';
import type { Clarity } from '../core/clarity/index.ts';
import type { Log } from '../core/log/index.ts';
import type { AnswerQuestion, Owner, Shared } from '../core/owner/index.ts';
import type { Secrets } from '../core/secrets/index.ts';
import type { Settings } from '../core/settings/index.ts';
import type { Store } from '../core/store/index.ts';
import type { Batch, RefactorService, Tasks } from '../features/refactor/index.ts';
import type { BootReport, KernelAction, KernelHealth, KernelId, passingTopics } from '../protocol/index.ts';
import type { Analysis } from '../services/analysis/index.ts';
import type { Knowledge } from '../services/recognition/index.ts';
import type { Recovery, Rollbacks } from '../services/restore/index.ts';
import type { WatchedServices } from '../services/watched/index.ts';
import type { WorkspaceFacts } from '../services/workspace/index.ts';
import type { Around } from './around.ts';

/** Everything that serves one workspace, the same for editor and command line. Each service outlives its kernel's restarts. */
export interface Workspace {
  readonly root: string;
  readonly realFolder: string;
  readonly facts: WorkspaceFacts;
  readonly refactor: RefactorService;
  readonly batch: Batch;
  /** Work that was asked for and is carried to its end. */
  readonly tasks: Tasks;
  readonly analysis: Analysis;
  /** What a crash had left behind, as far as it is settled. */
  readonly recoveries: () => readonly Recovery[];
  /** Told each time something that a crash had left behind is settled. */
  readonly onRecovered: Listen<readonly Recovery[]>;
  /** What Grace may do here. */
  readonly settings: Settings;
  /** What is needed of secrets here. */
  readonly secrets: Secrets;
  /** What happened here, append-only. */
  readonly log: Log;
  /** Why things are as they are. */
  readonly clarity: Clarity;
  readonly knowledge: Knowledge;
  /** Programs that run beside it. */
  readonly services: WatchedServices;
  /** Whatever happens here, as it happens. */
  readonly bus: Bus<typeof passingTopics>;
  /** What the log says, to be asked. */
  readonly store: Store;
  /** States of Grace that were kept, and putting one back. */
  readonly rollbacks: Rollbacks;
  /** What lies below the services: for what is made of it where it is needed alone. */
  readonly ground: Pick<Around, 'state' | 'machine' | 'bundles' | 'facts' | 'request'>;
  readonly health: WorkspaceHealth;
  read(path: string): Promise<string | undefined>;
  locate(path: string): Promise<string | undefined>;
  /** Makes this process the owner of the state, whom commands ask. */
  share(answer: AnswerQuestion, signal: AbortSignal): Promise<Shared | Refusal>;
  /** The process that owns the state, if there is one. */
  owner(signal: AbortSignal): Promise<Owner | undefined>;
  dispose(): Promise<void>;
}

/** How the parts of one workspace are, and what may be done with them. */
export interface WorkspaceHealth {
  report(): BootReport;
  /** Fires when a part came up, failed or stopped; several changes of one moment are one. */
  readonly onDidChange: Listen<void>;
  /** Resolves when every phase has ended; at once where parts come up as needed. */
  booted(): Promise<void>;
  /** Resolves when all parts that run have proven themselves at the same time, or have not: the report says so. */
  proven(): Promise<void>;
  act(action: KernelAction, id: KernelId): Promise<KernelHealth | Refusal>;
}
