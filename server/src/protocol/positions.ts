import type { Span } from './change.ts';
import type { TextRange } from './refactor.ts';

/** 1-based line and column of an offset; columns in UTF-16 units. `\r\n`, `\n` and `\r` end a line. */
export function positionAt(text: string, offset: number): { line: number; column: number } {
  const starts = lineStarts(text);
  let line = starts.length - 1;
  while (line > 0 && (starts[line] ?? 0) > offset) line--;
  return { line: line + 1, column: Math.min(offset, text.length) - (starts[line] ?? 0) + 1 };
}

/** Offset of a 1-based position, clamped to its line; `undefined` when the text has no such line. */
export function offsetAt(text: string, position: { line: number; column: number }): number | undefined {
  const starts = lineStarts(text);
  const start = starts[position.line - 1];
  if (start === undefined) return undefined;
  const end = starts[position.line] ?? text.length + 1;
  return Math.min(start + position.column - 1, Math.max(start, end - 1));
}

export function spanOf(text: string, range: TextRange): Span | undefined {
  const start = offsetAt(text, range.start);
  const end = offsetAt(text, range.end);
  return start === undefined || end === undefined || end < start ? undefined : { start, end };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length);
  return starts;
}
