import type { IntentRecord } from './record.ts';
import type { Place } from './place.ts';
import type { Content } from './store.ts';

/** One file of an operation, with its real place and both versions in memory. */
export interface PlannedFile {
  readonly place: Place;
  readonly before: Content | null;
  readonly after: Content | null;
  /** What the disk holds where that is not `before`: an editor had unsaved text. */
  readonly disk?: Content | null;
}

/** Everything one operation is about to do; nothing of it has been written yet. */
export interface Plan {
  readonly id: string;
  readonly title: string;
  readonly by: IntentRecord['by'];
  readonly undoes?: string;
  readonly files: readonly PlannedFile[];
  /** Folders to remove when they have become empty, deep first, relative to the root. */
  readonly empties: readonly string[];
}
