import type { Refusal } from '../../base/index.ts';
import type { Span } from '../../protocol/index.ts';
import type { Edit, SyntaxFile, TypedView } from '../../services/analysis/index.ts';

export type {
  Edit,
  Imagined,
  Surroundings,
  SyntaxFile,
  TextEdit,
  TrialProblem,
  TypedView,
} from '../../services/analysis/index.ts';

export interface Offered<Needs extends 'syntax' | 'types'> {
  /** Sentence case, imperative, says what will happen. */
  readonly title: string;
  readonly metrics?: Readonly<Record<string, number>>;
  /** Called only when picked. What stands at one of the spans `without` is left as it is; only spans of `parts` count. */
  edit(view: Needs extends 'types' ? TypedView : undefined, without?: readonly Span[]): Edit | Refusal;
}

/**
 * One refactor. `offer` is cheap and syntactic: `undefined` when the caret is not on anything of ours, a refusal when it
 * is but cannot be done. A span over the whole file asks for everything in the file at once.
 */
export interface Intent<Needs extends 'syntax' | 'types' = 'syntax' | 'types'> {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly kind: string;
  readonly safety: 'safe' | 'review';
  readonly needs: Needs;
  /** What to select, as a sentence, for who picked a place where there is nothing of it. */
  readonly where?: string;
  offer(at: { readonly file: SyntaxFile; readonly span: Span }): Offered<Needs> | Refusal | undefined;
  /** Spans worth offering in batch; `offer` is called for each. Empty for a file that is left alone. */
  find(file: SyntaxFile): readonly Span[];
  /**
   * What an offer with these metrics buys, for ranking it beside those of other intents: 1 is one call, name or branch
   * fewer that a reader has to work out alone. The sum of the metrics where it is not said.
   */
  gain?(metrics: Readonly<Record<string, number>>): number;
  /**
   * The places that an edit of `span` is made of, for intents whose edits can be taken apart: each can be offered alone,
   * which changes it as the edit of the whole does.
   */
  parts?(file: SyntaxFile, span: Span): readonly Span[];
}

export function defineIntent<Needs extends 'syntax' | 'types'>(intent: Intent<Needs>): Intent<Needs> {
  return intent;
}
