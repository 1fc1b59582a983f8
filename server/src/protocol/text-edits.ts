import { bug } from '../base/index.ts';
import type { Span } from './change.ts';

/** One span of a text and what stands there afterwards. */
export interface Replacement {
  readonly span: Span;
  readonly newText: string;
}

/** Replaces every span at once; spans are offsets of `text`, and equal starts keep the order they are given in. */
export function applyTextEdits(text: string, edits: readonly Replacement[]): string {
  let result = '';
  let position = 0;
  for (const edit of editsInOrder(edits)) {
    if (edit.span.start < position || edit.span.end < edit.span.start || edit.span.end > text.length)
      bug('two replacements of one edit overlap or lie outside of the file.');
    result += text.slice(position, edit.span.start) + edit.newText;
    position = edit.span.end;
  }
  return result + text.slice(position);
}

export function editsInOrder(edits: readonly Replacement[]): readonly Replacement[] {
  return edits.toSorted((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

export function editsByPath<Edit extends { readonly path: string }>(
  edits: readonly Edit[],
): ReadonlyMap<string, readonly Edit[]> {
  const byPath = new Map<string, Edit[]>();
  for (const edit of edits) {
    const known = byPath.get(edit.path);
    if (known) known.push(edit);
    else byPath.set(edit.path, [edit]);
  }
  return byPath;
}
