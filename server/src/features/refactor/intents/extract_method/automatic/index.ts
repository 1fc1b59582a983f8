/** Automatic promises what is worth extracting where nobody selected anything, and all of it for a function at once. */
import { isRefusal } from '../../../../../base/index.ts';
import type { Span } from '../../../../../protocol/index.ts';
import type { Offered, SyntaxFile } from '../../../intent.ts';
import {
  afterwards,
  choicesAt,
  choicesUnder,
  foresee,
  functionOfBody,
  measuresOf,
  opportunitiesOf,
  type Rest,
} from '../choose/index.ts';
import type { FunctionWithBody } from '../../../metrics/function-with-body.ts';
import { nameOf } from '../name-of.ts';
import { extractAll } from './extract-all.ts';
import { extractFirst, trialsPerStepMax } from './extract-first.ts';
import { planOf } from './plan-of.ts';
import { gainInWords, titleFor, titleOfPart } from './title.ts';

/** The bodies of the functions of a file that are too long or too complex: a body with its braces is no selection of code. */
export function opportunitiesIn(file: SyntaxFile): readonly Span[] {
  if (isLeftAlone(file)) return [];
  return opportunitiesOf(file.source, planOf).map(({ root: { body } }) => ({
    start: body.getStart(),
    end: body.end,
  }));
}

/**
 * The offer for a place where no code is selected: the body of a function as a whole, as `find` lists it, or a caret in a
 * function that is too long or too complex.
 */
export function automaticOffer(file: SyntaxFile, span: Span): Offered<'types'> | undefined {
  if (isLeftAlone(file)) return undefined;
  const root = functionOfBody(file.source, span);
  if (root) return wholeOffer(root, file);
  return span.start === span.end ? caretOffer(span.start, file) : undefined;
}

function wholeOffer(root: FunctionWithBody, file: SyntaxFile): Offered<'types'> | undefined {
  const steps = choicesUnder(root, planOf, () => false).flatMap(foresee);
  if (steps.length === 0) return undefined;
  const before = measuresOf(root);
  const after = steps.reduce(afterwards, before);
  const names: string[] = [];
  for (const { plan } of steps) names.push(nameOf(plan, new Set(names)));
  const [only, other] = steps;
  return {
    // In a list of opportunities the metrics stand beside the title; at a caret there is the title alone.
    title: only && !other ? titleOfPart(only) : titleFor(names, root),
    metrics: metricsFor(before, after),
    edit: (view) => extractAll(root, file, view),
  };
}

function caretOffer(caret: number, file: SyntaxFile): Offered<'types'> | undefined {
  const choices = choicesAt(file.source, caret, planOf);
  if (!choices) return undefined;
  const [best] = choices;
  return {
    title: titleOfPart(best) + gainInWords(best.before, best.after),
    metrics: metricsFor(best.before, best.after),
    edit(view) {
      const made = extractFirst(choices, file, view, { left: trialsPerStepMax });
      // It may be another choice than the first, which the title of the offer spoke of.
      return isRefusal(made)
        ? made
        : { ...made.edit, title: titleFor([made.edit.introduces.name], made.choice.of) };
    },
  };
}

function metricsFor(before: Rest, after: Rest): Readonly<Record<string, number>> {
  return {
    complexityBefore: before.complexity,
    complexityAfter: after.complexity,
    linesBefore: before.lines,
    linesAfter: after.lines,
  };
}

/** So many lines less are worth a branch less. */
const linesPerBranch = 10;

/** What an extraction with these metrics buys: the branches, and a share of the lines, that its function has no more. */
export function gainOf(metrics: Readonly<Record<string, number>>): number {
  const { complexityBefore = 0, complexityAfter = 0, linesBefore = 0, linesAfter = 0 } = metrics;
  return complexityBefore - complexityAfter + (linesBefore - linesAfter) / linesPerBranch;
}

/** Long tests are read from top to bottom, and nobody reads what is generated. */
function isLeftAlone({ path, text, surroundings }: SyntaxFile): boolean {
  const role = surroundings.role(path, text);
  return role === 'test' || role === 'generated' || role === 'declaration' || role === 'config';
}
