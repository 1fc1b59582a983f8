import type { z } from 'zod';
import type { BootReport, KernelHealth } from './health.ts';
import type { KernelId } from './kernels.ts';
import type { Gates, ProofReport, Verdict } from './proof.ts';
import type { RestorePoint } from './refactor.ts';
import type { SecretStatus } from './secrets.ts';
import type { refactorTaskSchema } from './tasks.ts';

/** Method strings of the requests (`→` client to server) and notifications that Grace adds to LSP. */
export const methods = {
  /** → `ProposeParams` ⇒ `ProposeAnswer`; cancellable, reports `proofStep`s. */
  propose: 'grace/propose',
  /** → `ProposalParams` ⇒ `ProposeAnswer`: prove again. */
  prove: 'grace/prove',
  /** → `AcceptParams` ⇒ `AcceptAnswer`. */
  accept: 'grace/accept',
  /** → `ProposalParams` ⇒ `void`. */
  discard: 'grace/discard',
  /** → `{}` ⇒ `{ proposals: ProposalView[] }`. */
  proposals: 'grace/proposals',
  /** → `ProposalFileParams` ⇒ `{ text: string }`: one side of one file of a proposal. */
  proposalFile: 'grace/proposalFile',
  /** → `{ folder?: string }` ⇒ `{ restorePoints: RestorePoint[] }`. */
  restoreList: 'grace/restoreList',
  /** → `{ id: string }` ⇒ `UndoAnswer`. */
  undo: 'grace/undo',
  /** → `ProposeAllParams` ⇒ `ProposeAllAnswer`: many places, proven as one group. */
  proposeAll: 'grace/proposeAll',
  /** → `FindParams` ⇒ `FindAnswer`. */
  find: 'grace/find',
  /** → `{ folder: string }` ⇒ `ToolApproval`: the exact commands Grace would run there. */
  toolCommands: 'grace/toolCommands',
  /** → `ApproveToolsParams` ⇒ `null`; remembered by hash of the commands. */
  approveTools: 'grace/approveTools',
  /** → `EmitTaskParams` ⇒ `EmitTaskAnswer`: a refactor that is carried to its end, whatever crashes. */
  emitTask: 'grace/emitTask',
  /** → `{}` ⇒ `HealthAnswer`: how each opened folder came up, and how its parts are now. */
  health: 'grace/health',
  /** → `KernelParams` ⇒ `KernelAnswer`. */
  kernel: 'grace/kernel',
  /** → `WhyParams` ⇒ `WhyAnswer`: what was decided about a part, and what that goes back to. */
  why: 'grace/why',
  /** → `RecognizeParams` ⇒ `RecognizeAnswer`: the failures in what a tool printed; cancellable. */
  recognize: 'grace/recognize',
  /** → `KnowledgeListParams` ⇒ `KnowledgeListAnswer`: what is known of failures, of all opened folders. */
  knowledgeList: 'grace/knowledge/list',
  /** → `KnowledgeChangeParams` ⇒ `KnowledgeAnswer`: a person names, merges, splits or forgets a failure, or lets a remedy be tried again. */
  knowledgeChange: 'grace/knowledge/change',
  /** → `{ folder: string }` ⇒ `KnowledgeExportAnswer`: what others may read, as YAML. */
  knowledgeExport: 'grace/knowledge/export',
  /** → `ProblemsParams` ⇒ `KnownProblemsAnswer`: what is known of problems, at once. */
  knownProblems: 'grace/knowledge/problems',
  /** → `ProblemsParams` ⇒ `{ recorded: number }`: problems that have just appeared in the editor. */
  problemsSeen: 'grace/knowledge/seen',
  /** → `{}` ⇒ `{ text: string }`: versions, tools, processes, for a bug report. */
  debugInfo: 'grace/debugInfo',
  /** ← `SaveParams` ⇒ `null`: a request of the server: save these, they had no unsaved changes before. */
  save: 'grace/save',
  /** ← `ReadSecretParams` ⇒ `ReadSecretAnswer`: a request of the server, for a secret that a person gave to the editor. */
  readSecret: 'grace/readSecret',
  /** → `{}` ⇒ `{ secrets: SecretStatus[] }`: what the opened folders need, and whether it is there. */
  secrets: 'grace/secrets',
  /** → `{}`: a person gave, changed or removed a secret. */
  secretsChanged: 'grace/secretsChanged',
  /** ← `StatusParams`. */
  status: 'grace/status',
  /** ← `{}`: a part of Grace came up, failed or stopped; ask again. */
  healthChanged: 'grace/healthChanged',
  /** ← `{}`: something new is known of failures; ask again. */
  knowledgeChanged: 'grace/knowledgeChanged',
  /** ← `{}`: the list of proposals changed; ask again. */
  proposalsChanged: 'grace/proposalsChanged',
  /** ← `ProofStepParams`: live state of the proof that is running. */
  proofStep: 'grace/proofStep',
} as const;

/** Commands that a code action of the server runs in the editor. */
export const commands = {
  /** Argument: `PickArguments`. */
  pick: 'grace.refactor.pick',
} as const;

export interface PickArguments {
  /** What the menu said, for the progress of what it starts. */
  readonly title: string;
  readonly uri: string;
  /** The version of the document that the offer was made for. */
  readonly version: number;
  readonly intent: string;
  readonly range: LspRange;
}

export interface ProposeParams {
  readonly uri: string;
  /** The version of the document that the offer was made for. */
  readonly version: number;
  readonly intent: string;
  /** LSP range: 0-based. */
  readonly range: LspRange;
  /** `proof` default comes from the settings. */
  readonly proof?: ProofMode;
  /** Comes back in `ProofStepParams`, so that the editor knows whose step it is. */
  readonly token?: string;
}
export type ProofMode = 'before' | 'after' | 'off';

export interface LspRange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

export type ProposeAnswer =
  | { readonly kind: 'proposal'; readonly proposal: ProposalView }
  | { readonly kind: 'refused'; readonly message: string };

export interface ProposalParams {
  readonly id: string;
  /** Comes back in `ProofStepParams`, so that the editor knows whose step it is. */
  readonly token?: string;
}

export interface AcceptParams {
  readonly id: string;
}
export type AcceptAnswer =
  | { readonly kind: 'applied'; readonly restorePoint: string }
  | { readonly kind: 'refused'; readonly message: string };

export interface EmitTaskParams {
  /** Workspace folder, as a URI. */
  readonly folder: string;
  /** As `task.code_refactor` has it; what it leaves out has its default. */
  readonly task: z.input<typeof refactorTaskSchema>;
}
export type EmitTaskAnswer =
  /** It is in the log, and may have been there before under its id. */
  | { readonly kind: 'emitted'; readonly record: number; readonly repeated: boolean }
  | { readonly kind: 'refused'; readonly message: string };

export interface HealthAnswer {
  readonly folders: readonly FolderHealth[];
}
export interface FolderHealth {
  /** Workspace folder, as a URI. */
  readonly folder: string;
  /** Why the folder is not served, as a sentence. */
  readonly refused?: string;
  /** Absent while nothing is known yet, and where the folder is not served. */
  readonly report?: BootReport;
}

export interface KernelParams {
  /** Workspace folder, as a URI. */
  readonly folder: string;
  readonly kernel: KernelId;
  readonly action: KernelAction;
}
export type KernelAction = 'restart' | 'stop' | 'start';
export type KernelAnswer =
  /** How it is after the deed. */
  | { readonly kind: 'done'; readonly kernel: KernelHealth }
  | { readonly kind: 'refused'; readonly message: string };

export interface WhyParams {
  /** Workspace folder, as a URI. */
  readonly folder: string;
  readonly kernel: KernelId;
}
export type WhyAnswer =
  { readonly kind: 'told'; readonly text: string } | { readonly kind: 'refused'; readonly message: string };

export interface ReadSecretParams {
  readonly name: string;
  /** The value is sealed for this key, so that no trace of the messages holds it. */
  readonly publicKey: string;
}
export interface ReadSecretAnswer {
  /** `null` where the editor has none of that name. */
  readonly sealed: string | null;
}
export interface SecretsAnswer {
  readonly secrets: readonly SecretStatus[];
}

export interface SaveParams {
  readonly uris: readonly string[];
}

export interface ProposalFileParams {
  readonly id: string;
  /** Relative to the workspace root. */
  readonly path: string;
  readonly side: 'before' | 'after';
}

/** A proposal as the editor shows it. */
export interface ProposalView {
  readonly id: string;
  readonly intent: string;
  readonly title: string;
  /** Workspace folder, as a URI. */
  readonly folder: string;
  readonly files: readonly ProposalFileView[];
  readonly verdict: Verdict | 'proving';
  readonly gates?: Gates;
  readonly report?: ProofReport;
  /** What was left alone on purpose, each a sentence. */
  readonly notes: readonly string[];
  /** What the editor may offer to rename right after the apply. */
  readonly introduces?: IntroducedView;
  /** The file changed since; prove again before accepting. */
  readonly stale: boolean;
  readonly createdAt: string;
  readonly applied: boolean;
  readonly restorePoint?: string;
}
/** A name that is new once the proposal is applied: `position` is one place of it then. */
export interface IntroducedView {
  readonly uri: string;
  readonly name: string;
  readonly position: LspRange['start'];
}
export interface ProposalFileView {
  readonly path: string;
  readonly uri: string;
  readonly change: 'created' | 'changed' | 'deleted';
  readonly insertions: number;
  readonly deletions: number;
}

export interface UndoAnswer {
  /** Takes the undo back. */
  readonly restorePoint?: string;
  readonly restored: readonly string[];
  readonly merged: readonly string[];
  readonly refused?: string;
}
export interface RestoreListAnswer {
  readonly restorePoints: readonly FolderRestorePoint[];
}
export interface FolderRestorePoint extends RestorePoint {
  /** Workspace folder, as a URI. */
  readonly folder: string;
  /** URIs of `files`, in their order. */
  readonly uris: readonly string[];
}

export interface ProposeAllParams {
  /** Workspace folder, as a URI. */
  readonly folder: string;
  readonly targets: readonly { readonly uri: string; readonly intent: string; readonly range: LspRange }[];
  readonly token?: string;
}
export interface ProposeAllAnswer {
  /** In the order of the targets. */
  readonly answers: readonly ProposeAnswer[];
}

export interface FindParams {
  readonly folder: string;
  readonly intent?: string;
  /** Files or folders to look through; the whole folder without it. */
  readonly uris?: readonly string[];
  /** Comes back in `ProofStepParams`, so that the editor knows whose step it is. */
  readonly token?: string;
}
export interface FindAnswer {
  readonly opportunities: readonly {
    readonly intent: string;
    readonly uri: string;
    /** Relative to the workspace root. */
    readonly path: string;
    readonly range: LspRange;
    readonly title: string;
    readonly metrics: Readonly<Record<string, number>>;
  }[];
  readonly refused?: string;
}

export interface ToolApproval {
  /** Exact argv lines Grace would run, after the variables a script sets (`NAME=value`), with the folder each runs in (relative to the root). */
  readonly commands: readonly {
    readonly gate: string;
    readonly argv: readonly string[];
    readonly cwd: string;
  }[];
  readonly approved: boolean | undefined;
}

export interface ApproveToolsParams {
  readonly folder: string;
  /** The ones the person was shown. */
  readonly commands: ToolApproval['commands'];
  readonly approved: boolean;
}

export interface StatusParams {
  readonly health: 'ok' | 'warning' | 'error';
  /** False while work is under way. */
  readonly quiescent: boolean;
  readonly message?: string;
}

export interface ProofStepParams {
  /** The proposal; empty while the edit is still being made. */
  readonly id: string;
  /** The token of the request that runs the proof. */
  readonly token?: string;
  /** Such as `types: packages/api` or `tests: 4 of 12 files`. */
  readonly message: string;
  readonly gates: Partial<Gates>;
}

/** Sent by the client in `initializationOptions`, and again by `workspace/didChangeConfiguration`. */
export interface GraceSettings {
  readonly refactor: { readonly proof: ProofMode };
  readonly trusted: boolean;
}
