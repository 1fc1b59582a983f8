import type { ControlPlane } from '../core/kernel/index.ts';
import type { Tasks } from '../features/refactor/index.ts';
import type { KernelId } from '../protocol/index.ts';
import type { Around } from './around.ts';
import type { Begun } from './begin-boot.ts';
import type { Fitness } from './fitness.ts';
import type { Record } from './log-parts.ts';
import type { Relays } from './relays.ts';
import type { BootReporter } from './report.ts';
import type { SelfRollback } from './roll-back-by-itself.ts';

/** What the phases of a boot work with. */
export interface BootParts {
  readonly around: Around;
  readonly plane: ControlPlane;
  readonly relays: Relays;
  readonly fitness: Fitness;
  readonly begun: Begun;
  readonly itself: SelfRollback;
  readonly reporter: BootReporter;
  readonly record: Record;
  readonly tasks: Pick<Tasks, 'serve'>;
  /** Starts these, and what they need; resolves when they are up or boot goes on without them. */
  readonly bringUp: (ids: readonly KernelId[], signal: AbortSignal) => Promise<void>;
}
