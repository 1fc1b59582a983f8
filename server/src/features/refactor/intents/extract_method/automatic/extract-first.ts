import { isRefusal, refused, type Refusal } from '../../../../../base/index.ts';
import type { Span } from '../../../../../protocol/index.ts';
import type { SyntaxFile, TypedView } from '../../../intent.ts';
import { standsAlone, type Choice, type Choices } from '../choose/index.ts';
import { extract, type Extraction, type Trials } from '../extract.ts';
import { flowOf } from '../flow/index.ts';
import { leavingOf } from '../leaving.ts';
import { lastOf, type StatementRange } from '../range.ts';
import { rangeAt } from '../select.ts';

/** Where the best choice cannot be typed or does not type-check, the next ones are tried. */
const choicesTriedMax = 30;
/** Checks of the file that one choice may cost, and that all choices of one function may. */
const trialsPerChoiceMax = 4;
export const trialsPerStepMax = 12;

interface Taken {
  readonly edit: Extraction;
  readonly choice: Choice;
}

/** Makes the first of the choices for a function to which the checker has nothing to say. */
export function extractFirst(
  choices: Choices,
  file: SyntaxFile,
  view: TypedView,
  trials: Trials,
): Taken | Refusal {
  let refusal: Refusal | undefined;
  for (const choice of choices.slice(0, choicesTriedMax)) {
    if (trials.left <= 0) break;
    const range = rangeAt(view.source, spanOf(choice.range));
    if (!range) continue;
    const flow = flowOf(range);
    const leaving = leavingOf(range, flow);
    if (isRefusal(leaving)) continue;
    const own = { left: Math.min(trials.left, trialsPerChoiceMax) };
    trials.left -= own.left;
    const made = extract(file, view, { range, flow, leaving, isWanted: standsAlone }, own);
    trials.left += own.left;
    if (!isRefusal(made)) return { edit: made, choice };
    refusal ??= made;
  }
  return refusal ?? refused('The function has changed since: pick it again.');
}

function spanOf(range: StatementRange): Span {
  return { start: range.statements[0].getStart(), end: lastOf(range).end };
}
