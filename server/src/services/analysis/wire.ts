import type { Refusal } from '../../base/index.ts';
import type { ChangeSet, IntentSummary, Opportunity, Span } from '../../protocol/index.ts';
import type {
  BodiesAnswer,
  BodiesRequest,
  ChangeFacts,
  DependentTests,
  EditAnswer,
  OfferAnswer,
  Screening,
} from './analysis.ts';
import type { AnalysisLimits } from './limits.ts';

/** What a process is started with, as JSON in its second argument; the first is the mode. */
export interface ProcessSetup {
  /** Absolute, real path of the workspace root. */
  readonly root: string;
  /** Semantic processes: the configuration file, relative to the root; `''` when there is none. */
  readonly project: string;
  readonly limits: AnalysisLimits;
}
export type ProcessMode = 'syntax' | 'semantic';

/** Requests of the syntax process. Paths are relative to the root everywhere on the wire. */
export interface SyntaxMethods {
  intents: Method<Readonly<Record<string, never>>, readonly IntentSummary[]>;
  offers: Method<{ readonly path: string; readonly span: Span }, readonly OfferAnswer[]>;
  find: Method<
    { readonly path: string; readonly intent?: string },
    { readonly opportunities: readonly Opportunity[]; readonly skipped?: string }
  >;
  sourceFiles: Method<{ readonly paths: readonly string[] }, readonly string[]>;
  facts: Method<{ readonly change: ChangeSet }, ChangeFacts>;
  dependentTests: Method<{ readonly paths: readonly string[] }, DependentTests>;
  importLevels: Method<{ readonly paths: readonly string[] }, readonly (readonly string[])[]>;
  importClosures: Method<{ readonly paths: readonly string[] }, Readonly<Record<string, readonly string[]>>>;
  bodies: Method<{ readonly files: readonly BodiesRequest[] }, readonly BodiesAnswer[]>;
  /** The configuration file that governs each path, in order; `''` for none. */
  projects: Method<{ readonly paths: readonly string[] }, readonly string[]>;
}

/** Requests of a semantic process. */
export interface SemanticMethods {
  edit: Method<{ readonly path: string; readonly intent: string; readonly span: Span }, EditAnswer | Refusal>;
  /** `paths`: the files of the change that belong to this project. */
  screen: Method<{ readonly change: ChangeSet; readonly paths: readonly string[] }, Screening>;
}

interface Method<Params, Answer> {
  readonly params: Params;
  readonly answer: Answer;
}

export type Methods = SyntaxMethods & SemanticMethods;

export type ToProcess =
  | {
      readonly kind: 'request';
      readonly id: number;
      readonly method: keyof Methods;
      readonly params: unknown;
      /** Absolute path of a file that appears when the request is cancelled. */
      readonly flag: string;
    }
  | { readonly kind: 'cancel'; readonly id: number }
  /** An unsaved buffer; `text` null when it was closed. */
  | {
      readonly kind: 'document';
      readonly path: string;
      readonly version: number;
      readonly text: string | null;
    }
  | { readonly kind: 'filesChanged'; readonly paths: readonly string[] };

export type FromProcess =
  | { readonly kind: 'reply'; readonly id: number; readonly value: unknown }
  | {
      readonly kind: 'failed';
      readonly id: number;
      readonly code: 'cancelled' | 'bug';
      readonly message: string;
    }
  | { readonly kind: 'beat'; readonly residentBytes: number }
  | { readonly kind: 'progress'; readonly id: number; readonly message: string }
  | { readonly kind: 'log'; readonly level: 'info' | 'warn' | 'error'; readonly message: string };

export function isFromProcess(value: unknown): value is FromProcess {
  return typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string';
}

export function isToProcess(value: unknown): value is ToProcess {
  return typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string';
}
