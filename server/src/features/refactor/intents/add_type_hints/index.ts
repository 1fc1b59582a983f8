import { refused, type Refusal } from '../../../../base/index.ts';
import type { Span } from '../../../../protocol/index.ts';
import { defineIntent, type Edit, type SyntaxFile, type TypedView } from '../../intent.ts';
import { createImporter, importMannerOf, mannerOf, vocabularyOf } from '../../types/index.ts';
import { declarationsIn, titleOf, type Declaration } from './slots/declarations.ts';
import { whyLeftAlone } from './slots/left-alone.ts';
import { noteOf, whyNothing } from './slots/notes.ts';
import { search } from './search/index.ts';
import { wantedOf } from './slots/wanted.ts';

/**
 * Writes the types that the code around a declaration speaks of: what is passed to it, what it does with it, what it
 * stands in for, what bears its name elsewhere.
 *
 * ```ts
 * export function greet(user, loud = false) {…}                       // before
 * export function greet(user: User, loud = false): string {…}         // after
 * ```
 */
export const addTypeHints = defineIntent({
  id: 'add_type_hints',
  title: 'Add type hints',
  description:
    'Writes the missing types of parameters, results and properties, and replaces `any`, in the names the project has for them; the compiler agrees with each.',
  kind: 'refactor.rewrite.grace.addTypeHints',
  safety: 'safe',
  needs: 'types',

  offer({ file, span }) {
    const picked = pickedBy(file, span);
    const [first] = picked;
    if (!first) return undefined;
    const reason = whyLeftAlone(file);
    if (reason !== undefined) return refused(reason);
    return {
      title: titleFor(picked),
      metrics: { hints: picked.reduce((sum, { slots }) => sum + slots.length, 0) },
      edit: (view, without = []) => hint(file, view, span, without),
    };
  },

  find(file) {
    if (whyLeftAlone(file) !== undefined) return [];
    const whole = { start: 0, end: file.text.length };
    return pickedBy(file, whole).length > 0 ? [whole] : [];
  },

  parts(file, span) {
    return pickedBy(file, span).map((each) => each.span);
  },
});

function titleFor(picked: readonly Declaration[]): string {
  const [first] = picked;
  if (first && picked.length === 1) return `Add type hints to ${titleOf(first)}`;
  return `Add type hints to ${picked.length} declarations`;
}

/** All of what a caret is on; of a larger selection, what is worth a hint although nobody pointed at it. */
function pickedBy({ source }: Pick<SyntaxFile, 'source'>, span: Span): readonly Declaration[] {
  const all = declarationsIn(source, span);
  const exact = all.filter(({ node }) => node.getStart(source) === span.start && node.end === span.end);
  if (exact.length > 0) return exact.slice(0, 1);
  const touched = all.filter((each) => each.span.start <= span.end && span.start <= each.span.end);
  if (span.start === span.end) return touched.slice(-1);
  return touched.flatMap((each) => {
    const slots = each.slots.filter(({ worth }) => worth !== 'asked');
    return slots.length > 0 ? [{ ...each, slots }] : [];
  });
}

function hint(file: SyntaxFile, view: TypedView, span: Span, without: readonly Span[]): Edit | Refusal {
  const picked = pickedBy(view, span).filter(
    (each) => !without.some(({ start, end }) => start === each.span.start && end === each.span.end),
  );
  const vocabulary = vocabularyOf(view.program);
  const wanted = picked.map((each) => wantedOf(each, vocabulary));
  const found = search(
    {
      view,
      path: file.path,
      vocabulary,
      importer: createImporter(view, vocabulary),
      imports: importMannerOf(view.source, vocabulary.files, view.program.getCompilerOptions()),
      place: { checker: view.checker, manner: mannerOf(view.source, vocabulary.files) },
    },
    wanted,
  );
  const left = wanted.flatMap((each) => each.slots.filter((slot) => !found.chosen.has(slot)));
  if (found.edits.length === 0) return refused(whyNothing(left));
  return { edits: found.edits, notes: left.map((slot) => noteOf(slot, view.source)) };
}
