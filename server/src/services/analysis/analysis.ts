import type { Refusal } from '../../base/index.ts';
import type {
  ChangeSet,
  FileChange,
  IntentSummary,
  Opportunity,
  Problem,
  Span,
} from '../../protocol/index.ts';
import type { ProbedBodies, ProbedFile } from './probes/index.ts';

export type { ProbedBodies, ProbedFile } from './probes/index.ts';

/** One entry of a lightbulb: a title, or a reason why it is greyed out. */
export interface OfferAnswer {
  readonly intent: string;
  readonly kind: string;
  readonly title: string;
  readonly refused?: string;
}

export interface EditAnswer {
  readonly title: string;
  readonly change: ChangeSet;
  readonly notes: readonly string[];
  readonly screening: Screening;
  /** The name the edit gives to something new. */
  readonly introduces?: { readonly path: string; readonly name: string };
  /** What is declared anew on the top level of a file (`name`) or in a class of it (`Class.name`). */
  readonly declares?: readonly { readonly path: string; readonly name: string }[];
}

/** The quick word of the bundled checker, before anyone sees an edit. Only problems that the change adds. */
export interface Screening {
  readonly newProblems: readonly Problem[];
  /** Files whose declaration output changed, so that their dependents were (or have to be) looked at as well. */
  readonly declarationsChanged: readonly string[];
  /** False when dependents were left out (too many, or not asked for). */
  readonly complete: boolean;
  readonly ms: number;
}

/**
 * `cheat`: dishonest in any change. `behaviour`: dishonest in a change that has to keep behaviour, such as a refactor, which
 * never touches expectations, branches or effects; a repair of behaviour may do it on purpose, and says so.
 */
export type CheatSeverity = 'cheat' | 'behaviour';

/** What the change does to the honesty of the code base: see `cheats/`. */
export interface CheatFinding {
  /** Rule id such as `suppression_comment`. */
  readonly rule: string;
  readonly severity: CheatSeverity;
  readonly file: string;
  readonly line: number;
  /** A sentence. */
  readonly message: string;
}

/** Facts about a change that need only syntax. */
export interface ChangeFacts {
  /** Syntax errors the change adds. */
  readonly parseProblems: readonly Problem[];
  /** The emitted JavaScript of every changed file is the same before and after (types and comments aside). */
  readonly sameEmit: boolean;
  readonly cheats: readonly CheatFinding[];
  /**
   * Per changed file that exists after the change: 1-based lines of `after` that hold changed executable code
   * (no types, comments, imports or blank lines).
   */
  readonly executableLines: Readonly<Record<string, readonly number[]>>;
  /** The changed files with probes on those lines, from `addProbes`: the sandbox runs them to learn what tests executed. */
  readonly probes?: readonly ProbedFile[];
}

export interface DependentTests {
  readonly tests: readonly string[];
  /** Files that some import could not be resolved for, so that the list may be short. */
  readonly uncertain: boolean;
  /** Files that import any of the changed ones, themselves or through re-exports. */
  readonly importers?: readonly string[];
  /** Test files that start processes or threads: what those load is no import of theirs. */
  readonly opaque?: readonly string[];
}

/** A file as it is and as it is to be run; `before` equals `after` where it does not change. */
export interface BodiesRequest {
  readonly file: FileChange;
  /** 1-based lines of `after` that get probes of their own. */
  readonly lines: readonly number[];
}

export interface BodiesAnswer {
  /** `undefined` when it cannot be told which of its bodies run: it does not parse, or holds nothing that does. */
  readonly bodies?: ProbedBodies;
  /** It takes the text of other sources into itself while it is bundled. */
  readonly readsSources: boolean;
}

/**
 * The analysis processes behind one door. The syntax process answers offers, finds and facts without a program; semantic
 * processes (one per TypeScript project, started on the first need, at most two alive) answer `edit` and `screen`.
 * Paths are relative to the workspace root. A process that hangs, dies or grows past its memory ceiling is killed and
 * replaced; its requests are answered with a refusal that says so, or tried once more.
 */
export interface Analysis {
  /** Unsaved buffers: the text that wins over the disk until closed. */
  openDocument(path: string, version: number, text: string): void;
  changeDocument(path: string, version: number, text: string): void;
  closeDocument(path: string): void;
  /** The world outside changed these files (watcher, apply, undo). */
  filesChanged(paths: readonly string[]): void;

  intents(signal: AbortSignal): Promise<readonly IntentSummary[]>;
  offers(
    at: { readonly path: string; readonly version?: number; readonly span: Span },
    signal: AbortSignal,
  ): Promise<readonly OfferAnswer[]>;
  /** `intent` undefined: all. Files that are left alone answer with an empty list and, where useful, a reason. */
  find(
    request: { readonly path: string; readonly intent?: string },
    signal: AbortSignal,
  ): Promise<{ readonly opportunities: readonly Opportunity[]; readonly skipped?: string }>;
  /** Source files below the given folders or files, for `find`; without node_modules, build output and ignored files. */
  sourceFiles(paths: readonly string[], signal: AbortSignal): Promise<readonly string[]>;
  edit(
    request: { readonly path: string; readonly intent: string; readonly span: Span },
    signal: AbortSignal,
    onProgress?: (message: string) => void,
  ): Promise<EditAnswer | Refusal>;
  screen(change: ChangeSet, signal: AbortSignal): Promise<Screening | Refusal>;
  facts(change: ChangeSet, signal: AbortSignal): Promise<ChangeFacts>;
  /** Test files that reach any of `paths` through imports (static, dynamic, require, re-exports), over the whole workspace. */
  dependentTests(paths: readonly string[], signal: AbortSignal): Promise<DependentTests>;
  /** First `paths` themselves, then the files of the workspace they import, what those import, and so on; each once. */
  importLevels(paths: readonly string[], signal: AbortSignal): Promise<readonly (readonly string[])[]>;
  /** For each of `paths`, all that it imports, itself or through others. */
  importClosures(
    paths: readonly string[],
    signal: AbortSignal,
  ): Promise<Readonly<Record<string, readonly string[]>>>;
  /** Files with a probe in each of their bodies (`probeBodies`), in the order they were given. */
  bodies(files: readonly BodiesRequest[], signal: AbortSignal): Promise<readonly BodiesAnswer[]>;
  debugInfo(): string;
  dispose(): Promise<void>;
}
