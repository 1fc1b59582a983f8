import { diffLines } from 'diff';
import type { TextEdit } from 'vscode-languageserver/node';

/** Beyond this, one replacement of the whole text is sent instead of many small ones. */
const diffMsMax = 500;

/**
 * The line edits that turn one text into another: cursors, folds and breakpoints of the lines in between stay put.
 * Positions are those of `before`, as LSP wants them.
 */
export function textEdits(before: string, after: string): readonly TextEdit[] {
  if (before === after) return [];
  const parts = diffLines(before, after, { timeout: diffMsMax });
  if (!parts) return [wholeText(before, after)];
  const edits: TextEdit[] = [];
  let line = 0;
  let open: { start: number; end: number; text: string } | undefined;
  const close = () => {
    if (open) edits.push(lineEdit(open));
    open = undefined;
  };
  for (const part of parts) {
    if (!part.added && !part.removed) {
      close();
      line += part.count;
      continue;
    }
    open ??= { start: line, end: line, text: '' };
    if (part.added) open.text += part.value;
    else open.end = line += part.count;
  }
  close();
  // A last line without a line end cannot be addressed by whole lines: replace the text as one.
  return before.endsWith('\n') && after.endsWith('\n') ? edits : [wholeText(before, after)];
}

function lineEdit({ start, end, text }: { start: number; end: number; text: string }): TextEdit {
  return {
    range: { start: { line: start, character: 0 }, end: { line: end, character: 0 } },
    newText: text,
  };
}

/** The whole text at once. */
function wholeText(before: string, after: string): TextEdit {
  const lines = before.split('\n');
  const last = lines.at(-1) ?? '';
  return {
    range: { start: { line: 0, character: 0 }, end: { line: lines.length - 1, character: last.length } },
    newText: after,
  };
}
