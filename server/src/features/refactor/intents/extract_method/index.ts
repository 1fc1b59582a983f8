import { isRefusal, refused, type Refusal } from '../../../../base/index.ts';
import type { Span } from '../../../../protocol/index.ts';
import { defineIntent, type Offered, type SyntaxFile } from '../../intent.ts';
import { automaticOffer, gainOf, opportunitiesIn } from './automatic/index.ts';
import { whyNotExpression } from './expression.ts';
import { extract, titleFor } from './extract.ts';
import { flowOf } from './flow/index.ts';
import { whyNotExtracted } from './guard.ts';
import { leavingOf } from './leaving.ts';
import { linesInWords } from './lines-in-words.ts';
import { nameOf } from './name-of.ts';
import { plansOf } from './plan.ts';
import type { Range } from './range.ts';
import { rangeAt } from './select.ts';

/**
 * Makes a function of neighbouring statements or of an expression, in the best place that keeps what the code does.
 *
 * ```ts
 * const total = items.reduce(sum, 0); // before: the selection
 * log(total);
 *
 * const total = getTotal(items); // after
 * log(total);
 * ```
 */
export const extractMethod = defineIntent({
  id: 'extract_method',
  title: 'Extract to function',
  description:
    'Makes a function or method of the selected statements or expression: named, typed, and in the best place that changes nothing but where code stands.',
  kind: 'refactor.extract.function.grace',
  safety: 'review',
  needs: 'types',
  where:
    'Select whole statements of one block, or one expression that is more than a name or a literal; a position alone has to be in a function that is too long or too complex.',

  offer({ file, span }) {
    const range = rangeAt(file.source, span);
    return range ? offerOf(file, span, range) : automaticOffer(file, span);
  },

  find(file) {
    return opportunitiesIn(file);
  },

  gain: gainOf,
});

function offerOf(file: SyntaxFile, span: Span, range: Range): Offered<'types'> | Refusal | undefined {
  const flow = flowOf(range);
  const isExpression = range.kind === 'expression';
  if (isExpression && whyNotExpression(range) === 'trivial') return undefined;
  const leaving = leavingOf(range, flow);
  if (isRefusal(leaving)) return leaving;
  const reason = (isExpression ? whyNotExpression(range) : undefined) ?? whyNotExtracted(range, flow);
  if (reason !== undefined) return refused(reason);
  const [best] = plansOf(range, flow, leaving);
  if (!best)
    return refused(
      'A function around the selection shares variables with it that a new function would not see.',
    );
  const title = titleFor(best, nameOf(best, new Set()));
  const isSelected = span.start !== span.end;
  return {
    title: isSelected ? title : title.replace('Extract', `Extract ${linesInWords(range)}`),
    edit(view) {
      const typed = rangeAt(view.source, span) ?? range;
      return extract(file, view, { range: typed, flow: flowOf(typed), leaving });
    },
  };
}
