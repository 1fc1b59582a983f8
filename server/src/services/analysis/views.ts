import type { Refusal } from '../../base/index.ts';
import type { ChangeSet, IntentSummary, Problem, Span } from '../../protocol/index.ts';
import type { FileRole } from '../workspace/index.ts';
import type { ts } from './typescript.ts';

/** A parsed file; parents are set, nothing is type-checked. */
export interface SyntaxFile {
  /** Relative to the workspace root, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly source: ts.SourceFile;
  readonly surroundings: Surroundings;
}

/** What an offer may know of the project without a program: cached facts, refreshed by file watching. */
export interface Surroundings {
  /** Names of all dependencies declared by the nearest manifest and the root manifest. */
  readonly dependencies: ReadonlySet<string>;
  readonly moduleKind: 'module' | 'commonjs';
  /** Role of a file (relative path) by name and place; `text`, where given, sharpens it (shebang, generated header). */
  role(path: string, text?: string): FileRole;
  /** Folder of the nearest manifest, relative to the root, `''` for the root. */
  readonly packageFolder: string;
  /** Files of the package, relative to the root, without node_modules and build output. At most `limits.packageFilesMax`. */
  files(): readonly string[];
  /** Text of a file of the workspace, `undefined` when missing or too large. */
  read(path: string): string | undefined;
  /** Text of the nearest manifest, parsed; `{}` when there is none. */
  readonly manifest: Readonly<Record<string, unknown>>;
}

/** The typed view of the file's own project, available only to intents that declare `needs: 'types'`. */
export interface TypedView {
  readonly program: ts.Program;
  readonly checker: ts.TypeChecker;
  /** The same file as in `SyntaxFile`, as a node of the program: positions are equal. */
  readonly source: ts.SourceFile;
  /** Source file of another path (relative to the root), when the program has it. */
  sourceAt(path: string): ts.SourceFile | undefined;
  readonly languageService: ts.LanguageService;
  /**
   * What the checker would say of the files that these edits change, and does not say of them now. For intents that
   * search: a candidate that adds a problem gives way to the next. Dependents are not looked at; the result is screened
   * as a whole before anybody sees it. Costs a check of the changed files, so ask about many places at once.
   */
  trial(edits: readonly TextEdit[]): readonly TrialProblem[];
  /** The project as it would be with these edits made, for intents that ask more of it than whether it objects. */
  imagine(edits: readonly TextEdit[]): Imagined;
}

/** A project with edits made that nobody has seen; its nodes and types are not those of the view it was imagined from. */
export interface Imagined {
  readonly program: ts.Program;
  readonly checker: ts.TypeChecker;
  sourceAt(path: string): ts.SourceFile | undefined;
  /** What the checker says of the changed files, and of the files `also` named, that it does not say now. */
  problems(also?: readonly string[]): readonly TrialProblem[];
}

/** A problem that a candidate would add; `start` is an offset of the text with the edits made. */
export interface TrialProblem extends Problem {
  readonly file: string;
  readonly code: string;
  readonly start: number;
}

/** One replacement; `path` relative to the root. Spans of one file must not overlap. */
export interface TextEdit {
  readonly path: string;
  readonly span: Span;
  readonly newText: string;
}

export interface Edit {
  /** What it does, where that can be said better than when it was offered. */
  readonly title?: string;
  readonly edits: readonly TextEdit[];
  readonly creates?: readonly { readonly path: string; readonly text: string }[];
  /** What was left alone on purpose, each a sentence for the person (`console.table` kept: …). */
  readonly notes?: readonly string[];
  /** The name the edit gives to something new, for the editor to offer its rename right after. */
  readonly introduces?: { readonly path: string; readonly name: string };
}

/**
 * An intent as an analysis process sees it: any intent of the refactor room fits. It is a type of its own because
 * services never import features; `boot/analysis.ts` hands the intents in.
 */
export interface AnalysisIntent extends IntentSummary {
  /** What to select, as a sentence, for who picked a place where there is nothing of it. */
  readonly where?: string;
  offer(at: { readonly file: SyntaxFile; readonly span: Span }): AnalysisOffer | Refusal | undefined;
  find(file: SyntaxFile): readonly Span[];
  /** What an offer with these metrics buys; the sum of the metrics where it is not said. */
  gain?(metrics: Readonly<Record<string, number>>): number;
  /** The places that an edit of `span` is made of, each of which can be left out. */
  parts?(file: SyntaxFile, span: Span): readonly Span[];
}

export interface AnalysisOffer {
  readonly title: string;
  readonly metrics?: Readonly<Record<string, number>>;
  edit(view: TypedView | undefined, without?: readonly Span[]): Edit | Refusal;
}

/** What the refactor room hands to the analysis processes. */
export interface RefactorPort {
  /** In the order menus show them. */
  readonly intents: readonly AnalysisIntent[];
  /** Offers again and makes the edit; `undefined` when the intent has nothing at this place. */
  run(
    intent: AnalysisIntent,
    file: SyntaxFile,
    span: Span,
    view: TypedView | undefined,
    without?: readonly Span[],
  ): IntentOutcome | Refusal | undefined;
}

export interface IntentOutcome {
  readonly title: string;
  readonly change: ChangeSet;
  readonly notes: readonly string[];
  /** Where the replaced spans of the file that was asked about are in its new text. */
  readonly moved?: readonly { readonly before: Span; readonly after: Span }[];
  readonly introduces?: { readonly path: string; readonly name: string };
}
