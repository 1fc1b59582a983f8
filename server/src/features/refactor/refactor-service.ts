import type { Listen, Refusal } from '../../base/index.ts';
import type {
  ChangeSet,
  IntentSummary,
  Opportunity,
  ProofMode,
  ProofReport,
  RestorePoint,
  Span,
  ToolApproval,
  Verdict,
} from '../../protocol/index.ts';
import type { OfferAnswer } from '../../services/analysis/index.ts';
import type { ProofMemory, ProofStep } from '../../services/proof/index.ts';
import type { UndoOutcome } from '../../services/restore/index.ts';
import type { Proposal } from './proposal.ts';

export interface RefactorService {
  intents(signal: AbortSignal): Promise<readonly IntentSummary[]>;
  offers(path: string, version: number, span: Span, signal: AbortSignal): Promise<readonly OfferAnswer[]>;
  /**
   * Makes the edit, screens it and, by `proof`, proves it. Several files are always proven before they are offered.
   * A proposal whose proof fails is answered as a refusal that names the first new problem.
   */
  propose(request: ProposeRequest, watch: Watch, signal: AbortSignal): Promise<Proposal | Refusal>;
  /** Makes a kept proposal again and proves it; one that is applied is proven as it stands, against the tree before it. */
  prove(id: string, watch: Watch, signal: AbortSignal): Promise<Proposal | Refusal>;
  /**
   * Proposes at every span given, each against the tree as it is; proves those that can be made together as one group
   * with bisection. The others wait.
   */
  proposeAll(
    requests: readonly ProposeRequest[],
    watch: Watch,
    signal: AbortSignal,
    memory?: ProposeMemory,
  ): Promise<readonly Outcome[]>;
  discard(id: string): void;
  get(id: string): Proposal | undefined;
  list(): readonly Proposal[];
  readonly onDidChange: Listen<void>;
  /** Applies a `proven` or `checked` proposal; `editor`, where given, performs the edit instead of the disk. */
  apply(id: string, signal: AbortSignal, editor?: EditorApply): Promise<RestorePoint | Refusal>;
  /** Proves several kept proposals as one group: the reports, by id, say which of just these hold together. */
  proveTogether(
    ids: readonly string[],
    watch: Watch,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, ProofReport> | Refusal>;
  /** Applies several proposals to the disk as one restore point: all of them or none. */
  applyTogether(ids: readonly string[], title: string, signal: AbortSignal): Promise<RestorePoint | Refusal>;
  undo(restorePoint: string, signal: AbortSignal): Promise<UndoOutcome | Refusal>;
  restorePoints(): Promise<readonly RestorePoint[]>;
  find(
    request: { readonly intent?: string; readonly paths: readonly string[] },
    onFile: (answer: FoundInFile) => void | Promise<void>,
    signal: AbortSignal,
  ): Promise<readonly Opportunity[]>;
  approval(): Promise<ToolApproval | Refusal>;
  /** Remembers the person's answer to the commands they were shown. */
  approve(commands: ToolApproval['commands'], answer: 'approved' | 'denied'): Promise<void>;
}

export interface ProposeRequest {
  readonly path: string;
  readonly intent: string;
  readonly span: Span;
  readonly proof: ProofMode;
  readonly gates?: 'full' | 'types';
}

/** What is known from before, so that it is not made or proven again. */
export interface ProposeMemory {
  readonly edits: EditMemory;
  readonly proofs: ProofMemory;
}

export interface EditMemory {
  /** The edit, or the refusal, that was kept for this very tree. */
  recall(
    request: ProposeRequest,
  ): Promise<Pick<Proposal, 'title' | 'notes' | 'declares' | 'change'> | Refusal | undefined>;
  keep(request: ProposeRequest, edit: Proposal | Refusal): Promise<void>;
}

export interface Watch {
  readonly onStep?: (step: ProofStep & { readonly id: string }) => void;
  readonly onProgress?: (message: string) => void;
  /** A place of a batch for which no edit could be made; told at once, also in the outcomes. */
  readonly onRefused?: (outcome: Outcome) => void;
}

export interface FoundInFile {
  readonly file: string;
  readonly index: number;
  readonly total: number;
  readonly opportunities: readonly Opportunity[];
  readonly skipped?: string;
}

/** How one request of a batch ended; `report` is there when it was proven, whatever the verdict. */
export interface Outcome {
  readonly request: ProposeRequest;
  readonly title: string;
  readonly proposal?: Proposal;
  readonly change?: ChangeSet;
  readonly report?: ProofReport;
  readonly refusal?: Refusal;
  /** It cannot be made together with the others; ask again when those are applied. `refusal` says why. */
  readonly waits?: true;
  /** How it ended before, where that is remembered and it was not tried again. */
  readonly verdict?: Verdict;
}

/** Performs the edit in the editor as one undo step; resolves to a refusal when the editor would not. */
export type EditorApply = (change: ChangeSet, title: string) => Promise<'applied' | Refusal>;
