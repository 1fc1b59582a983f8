import type { ChangeSet, GateName, Gates, ProofReport } from '../../protocol/index.ts';
import type { Refusal } from '../../base/index.ts';

export interface ProveOptions {
  /** `types`: parse and types only. `full`: every gate the workspace has. */
  readonly gates: 'full' | 'types';
  /** The person approved the exact commands. Without it nothing of the workspace runs and verdicts stop at `checked`. */
  readonly approved: boolean;
  /** Unsaved buffers of the editor, laid over the tree before baseline and change. Path (relative) → text. */
  readonly overlays?: ReadonlyMap<string, string>;
  readonly onStep?: (step: ProofStep) => void;
  /** Intents that made the changes; part of the record of the verdict. */
  readonly intents?: readonly string[];
  /** Where finished proofs are kept, so that the same proof of the same tree is not run twice. */
  readonly memory?: ProofMemory;
}

/** Keeps what it is given, under names that say all that went into it. */
export interface ProofMemory {
  recall(key: string): unknown;
  keep(key: string, proof: unknown): Promise<void>;
}

export interface ProofStep {
  readonly gate: GateName | 'sandbox' | 'screen';
  readonly message: string;
  readonly gates: Partial<Gates>;
}

/** A member of a group with its own verdict; members that fail are found by bisection. */
export interface GroupReport {
  readonly reports: readonly ProofReport[];
  /** The combination of all members that were not rejected, proven together once more. */
  readonly combined: ProofReport;
}

/** Proves changes in a sandbox with the workspace's own tools. The user's tree is never written. */
export interface Proof {
  prove(change: ChangeSet, options: ProveOptions, signal: AbortSignal): Promise<ProofReport>;
  proveGroup(changes: readonly ChangeSet[], options: ProveOptions, signal: AbortSignal): Promise<GroupReport>;
  /**
   * The change laid out by the workspace's own formatter, file by file where that formatter had laid out the file before;
   * as it is without approval, and where there is no such formatter.
   */
  format(change: ChangeSet, options: Pick<ProveOptions, 'approved'>, signal: AbortSignal): Promise<ChangeSet>;
  /** The exact commands that `prove` and `format` may run here. */
  commands(): Promise<readonly { gate: GateName; argv: readonly string[]; cwd: string }[] | Refusal>;
  dispose(): Promise<void>;
}
