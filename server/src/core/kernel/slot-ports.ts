import type { Clock } from '../../base/index.ts';
import type { KernelId } from '../../protocol/index.ts';
import type { ServiceOf } from './bind.ts';
import type { KernelEvent } from './events.ts';
import type { Beat } from './kernel.ts';
import type { Bounds } from './limits.ts';
import type { RetryBook } from './retry-book.ts';

/** What a slot needs of the plane around it. */
export interface SlotPorts {
  readonly clock: Clock;
  readonly random: () => number;
  readonly bounds: Bounds;
  readonly book: RetryBook;
  readonly of: ServiceOf;
  readonly announce: (event: KernelEvent) => void;
  readonly note: (message: string) => void;
  /** The first kernel it depends on that cannot be relied on now. */
  readonly missing: () => KernelId | undefined;
  /** What it stands on in its own tier and runs. */
  readonly ground: () => readonly KernelId[];
  /** How much is shed now. */
  readonly shedLevel: () => number;
  /** Stops kernels, those that need others first. */
  readonly takeDown: (ids: Iterable<KernelId>) => Promise<void>;
  readonly dependants: Iterable<KernelId>;
  readonly onBeat: (beat: Beat) => void;
  /** Something changed that others may have waited for. */
  readonly changed: () => void;
}
