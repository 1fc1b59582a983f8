import { bug, isRefusal, refused, type Refusal } from '../../base/index.ts';
import {
  applyTextEdits,
  editsByPath,
  editsInOrder,
  type ChangeSet,
  type FileChange,
  type Replacement,
  type Span,
} from '../../protocol/index.ts';
import type { Intent, SyntaxFile, TypedView } from './intent.ts';

/** What one run of an intent wants to write, and what it left alone. */
export interface IntentRun {
  readonly title: string;
  readonly change: ChangeSet;
  readonly notes: readonly string[];
  /** Where the replaced spans of the file at hand are in its new text. */
  readonly moved: readonly Moved[];
  /** The name given to something new. */
  readonly introduces?: { readonly path: string; readonly name: string };
}

interface Moved {
  readonly before: Span;
  readonly after: Span;
}

/**
 * Offers again on the text at hand and, where the intent still wants it, makes its edit: nothing is kept between an
 * offer and its edit, so the text that is edited is the text that was judged. `undefined`: nothing of this intent here.
 */
export function runIntent(
  intent: Intent,
  file: SyntaxFile,
  span: Span,
  view: TypedView | undefined,
  without: readonly Span[] = [],
): IntentRun | Refusal | undefined {
  const offered = intent.offer({ file, span });
  if (!offered || isRefusal(offered)) return offered;
  if (intent.needs === 'types' && !view) bug(`the intent ${intent.id} needs types and was given none.`);
  const edit = offered.edit(view, without);
  if (isRefusal(edit)) return edit;
  const textOf = (path: string) => (path === file.path ? file.text : file.surroundings.read(path));
  const files: FileChange[] = [];
  for (const [path, edits] of editsByPath(edit.edits)) {
    const before = textOf(path);
    if (before === undefined) return refused(`${path} cannot be read, so it cannot be changed.`);
    const after = applyTextEdits(before, edits);
    if (after !== before) files.push({ path, before, after });
  }
  for (const { path, text } of edit.creates ?? []) {
    if (textOf(path) !== undefined)
      return refused(`${path} exists already, so it is not created: rename one of the two.`);
    files.push({ path, before: null, after: text });
  }
  const moved = movedBy(edit.edits.filter(({ path }) => path === file.path));
  const { title = offered.title, notes = [], introduces } = edit;
  return { title, change: { files }, notes, moved, ...(introduces ? { introduces } : {}) };
}

function movedBy(edits: readonly Replacement[]): readonly Moved[] {
  let shift = 0;
  return editsInOrder(edits).map(({ span, newText }) => {
    const start = span.start + shift;
    shift += newText.length - (span.end - span.start);
    return { before: span, after: { start, end: start + newText.length } };
  });
}
