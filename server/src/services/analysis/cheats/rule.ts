import type { CheatSeverity } from '../analysis.ts';
import type { ChangeView } from './change-view.ts';

/** One way to make a change look green. `find` sees the whole change, so that moved code is not taken for deleted code. */
export interface CheatRule {
  readonly id: string;
  /** What the rule looks for, as a phrase: "A test is deleted". */
  readonly title: string;
  readonly severity: CheatSeverity;
  find(change: ChangeView): Iterable<Sighting>;
}

/** Line is 1-based: of the text after the change, or of the text before it for what is gone. */
export interface Sighting {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

export function defineCheat(rule: CheatRule): CheatRule {
  return rule;
}
