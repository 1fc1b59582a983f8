import { refused, type Refusal } from '../../base/index.ts';
import { offsetAt, type Span } from '../../protocol/index.ts';

/** A place as a person names it: `PATH[:LINE[:COL[-LINE:COL]]]`, 1-based, columns in UTF-16 units. */
export interface NamedTarget {
  readonly path: string;
  readonly place?: NamedPlace;
}

interface NamedPlace {
  readonly line: number;
  readonly column?: number;
  readonly end?: { readonly line: number; readonly column: number };
}

const shape = /^(?<path>.+?)(?::(?<line>\d+)(?::(?<column>\d+)(?:-(?<endLine>\d+):(?<endColumn>\d+))?)?)?$/u;

/** `undefined` where the words name no place. */
export function parseTarget(words: string): NamedTarget | undefined {
  const groups = shape.exec(words)?.groups;
  const path = groups?.['path'];
  if (!groups || !path) return undefined;
  if (groups['line'] === undefined) return { path };
  const { line, column, endLine, endColumn } = groups;
  return {
    path,
    place: {
      line: Number(line),
      ...(column === undefined ? {} : { column: Number(column) }),
      ...(endLine === undefined ? {} : { end: { line: Number(endLine), column: Number(endColumn) } }),
    },
  };
}

/** The span of a place in the text of its file, which is called `path`; a line without a column begins at its first word. */
export function spanOfPlace({ line, column, end }: NamedPlace, text: string, path: string): Span | Refusal {
  const from = offsetAt(text, { line, column: column ?? firstColumn(text, line) });
  const to = end ? offsetAt(text, end) : from;
  if (from === undefined || to === undefined || to < from)
    return refused(`Line ${line} lies outside the file: ${path} has ${text.split('\n').length} lines.`);
  return { start: from, end: to };
}

/** Column of the first character of a line that is not white space. */
function firstColumn(text: string, line: number): number {
  const content = text.split(/\r\n|\n|\r/u)[line - 1] ?? '';
  return content.length - content.trimStart().length + 1;
}
