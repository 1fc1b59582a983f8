import type { ChangeSet, ProofReport, Span, Verdict } from '../../protocol/index.ts';

/** One edit that passed screening, with what is known of it so far. */
export interface Proposal {
  readonly id: string;
  readonly intent: string;
  readonly title: string;
  readonly change: ChangeSet;
  /** What was left alone on purpose, each a sentence. */
  readonly notes: readonly string[];
  /** What it declares anew, by name: two changes that declare the same thing are not made together. */
  readonly declares: readonly { readonly path: string; readonly name: string }[];
  /** The name it gives to something new, for its rename right after the apply. */
  readonly introduces?: { readonly path: string; readonly name: string };
  readonly origin: { readonly path: string; readonly span: Span };
  /** `proving` until the first report; `checked` when the proof was not asked for. */
  readonly verdict: Verdict | 'proving';
  readonly report?: ProofReport;
  /** Milliseconds since the Unix epoch. */
  readonly createdAt: number;
  /** The restore point of its apply, once applied and while not undone. */
  readonly restorePoint?: string;
}
