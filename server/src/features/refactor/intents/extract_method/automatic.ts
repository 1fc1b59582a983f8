import { isRefusal, refused, type Refusal } from '../../../../base/index.ts';
import type { Span } from '../../../../protocol/index.ts';
import { ts } from '../../../../services/analysis/typescript.ts';
import type { Edit, Offered, SyntaxFile, TypedView } from '../../intent.ts';
import {
  choicesAt,
  choicesIn,
  complexityMax,
  linesMax,
  standsAlone,
  type Choice,
  type Choices,
} from './choose/index.ts';
import { extract } from './extract.ts';
import { flowOf } from './flow/index.ts';
import { whyNotExtracted } from './guard.ts';
import { leavingOf } from './leaving.ts';
import { linesInWords } from './lines-in-words.ts';
import { nameOf } from './name-of.ts';
import { plansOf, type Plan } from './plan.ts';
import { lastOf, type Range, type StatementRange } from './range.ts';
import { rangeAt } from './select.ts';

/** Where the best choice cannot be typed or does not type-check, the next ones are tried. */
const choicesTriedMax = 30;
/** Checks of the file that all of them together may cost, and that one of them may. */
const trialsMax = 12;
const trialsPerChoiceMax = 4;

/** What is worth extracting in a file, for each of its functions that is too long or too complex. */
export function opportunitiesIn(file: SyntaxFile): readonly Choices[] {
  return isLeftAlone(file) ? [] : choicesIn(file.source, planOf);
}

/**
 * The offer for a place where no code is selected: the body of a function as a whole, as `find` lists it, or a caret in a
 * function that is too long or too complex.
 */
export function automaticOffer(file: SyntaxFile, span: Span): Offered<'types'> | undefined {
  const choices = isLeftAlone(file) ? undefined : choicesAt(file.source, span, planOf);
  if (!choices) return undefined;
  const [best] = choices;
  const { of, range, plan, before, after } = best;
  const name = nameOf(plan, new Set());
  const title = `Extract ${linesInWords(range)} of ${titleOf(of)} to ‘${name}’`;
  return {
    // In a list of opportunities the metrics stand beside the title; at a caret there is the title alone.
    title: span.start === span.end ? `${title} (${gainInWords(best)})` : title,
    metrics: {
      complexityBefore: before.complexity,
      complexityAfter: after.complexity,
      linesBefore: before.lines,
      linesAfter: after.lines,
    },
    edit: (view) => extractFirst(choices, file, view),
  };
}

/** Only what is too much is worth words. */
function gainInWords({ before, after }: Choice): string {
  const gains = [
    ...(before.complexity > complexityMax ? [`complexity ${before.complexity} → ${after.complexity}`] : []),
    ...(before.lines > linesMax ? [`${before.lines} → ${after.lines} lines`] : []),
  ];
  return gains.join(', ');
}

/** So many lines less are worth a branch less. */
const linesPerBranch = 10;

/** What an extraction with these metrics buys: the branches, and a share of the lines, that its function has no more. */
export function gainOf(metrics: Readonly<Record<string, number>>): number {
  const { complexityBefore = 0, complexityAfter = 0, linesBefore = 0, linesAfter = 0 } = metrics;
  return complexityBefore - complexityAfter + (linesBefore - linesAfter) / linesPerBranch;
}

/** The span that stands for a function in a list of opportunities: its body with its braces, which is no selection of code. */
export function spanOfBody({ of: { body } }: Choice): Span {
  return { start: body.getStart(), end: body.end };
}

function extractFirst(choices: Choices, file: SyntaxFile, view: TypedView): Edit | Refusal {
  let refusal: Refusal | undefined;
  let trialsLeft = trialsMax;
  for (const { of, range } of choices.slice(0, choicesTriedMax)) {
    if (trialsLeft <= 0) break;
    const typed = rangeAt(view.source, spanOf(range));
    if (!typed) continue;
    const flow = flowOf(typed);
    const leaving = leavingOf(typed, flow);
    if (isRefusal(leaving)) continue;
    const trials = { left: Math.min(trialsLeft, trialsPerChoiceMax) };
    trialsLeft -= trials.left;
    const made = extract(file, view, { range: typed, flow, leaving, isWanted: standsAlone }, trials);
    trialsLeft += trials.left;
    // It may be another choice than the first, which the title of the offer spoke of.
    if (!isRefusal(made)) return { ...made, title: `Extract ‘${made.introduces.name}’ from ${titleOf(of)}` };
    refusal ??= made;
  }
  return refusal ?? refused('The function has changed since: pick it again.');
}

function spanOf(range: StatementRange): Span {
  return { start: range.statements[0].getStart(), end: lastOf(range).end };
}

/** Long tests are read from top to bottom, and nobody reads what is generated. */
function isLeftAlone({ path, text, surroundings }: SyntaxFile): boolean {
  const role = surroundings.role(path, text);
  return role === 'test' || role === 'generated' || role === 'declaration' || role === 'config';
}

function planOf(range: Range): Plan | undefined {
  const flow = flowOf(range);
  const leaving = leavingOf(range, flow);
  if (isRefusal(leaving) || whyNotExtracted(range, flow) !== undefined) return undefined;
  return plansOf(range, flow, leaving)[0];
}

/** A function as a title calls it. */
function titleOf(of: ts.SignatureDeclaration): string {
  const { name, parent } = of;
  if (ts.isConstructorDeclaration(of)) return 'the constructor';
  const holder =
    ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) ? parent.name : undefined;
  const told = name ?? holder;
  return told === undefined ? 'this function' : `‘${told.getText()}’`;
}
