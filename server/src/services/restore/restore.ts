import type { Refusal } from '../../base/index.ts';
import type { ChangeSet, RestorePoint } from '../../protocol/index.ts';

/** What a crash left behind and what Grace made of it, as one sentence per apply. */
export interface Recovery {
  readonly id: string;
  readonly title: string;
  readonly outcome: 'finished' | 'rolled-back' | 'needs-you';
  readonly message: string;
  readonly files: readonly string[];
}

export interface UndoOutcome {
  /** The restore point that holds the files as they were right before: undo it to take the undo back. */
  readonly id: string;
  readonly restored: readonly string[];
  readonly merged: readonly string[];
}

/** Applies changes atomically over several files and takes them back byte for byte, also after a crash or restart. */
export interface Restore {
  /** Call before anything else after a start: finishes or rolls back what a crash interrupted. */
  recover(signal: AbortSignal): Promise<readonly Recovery[]>;
  /**
   * Writes all files of the change or none. Refused when a file on disk is not `before` byte for byte, is outside the
   * root (links resolved), is not a regular file, or cannot be written.
   */
  apply(change: ChangeSet, title: string, signal: AbortSignal): Promise<RestorePoint | Refusal>;
  /** Records an apply that the editor itself will perform: pre-images first; then `settle` says how it ended. */
  begin(change: ChangeSet, title: string, signal: AbortSignal): Promise<PendingApply | Refusal>;
  /** Restores the bytes from before `id`; a file edited since is merged three-way, or refused when it conflicts. */
  undo(id: string, signal: AbortSignal): Promise<UndoOutcome | Refusal>;
  list(): Promise<readonly RestorePoint[]>;
}

export interface PendingApply {
  readonly id: string;
  /** The editor applied everything (checked against disk where the files were saved). */
  settle(outcome: 'applied' | 'abandoned'): Promise<RestorePoint>;
}
