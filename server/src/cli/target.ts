import { isRefusal, refused, type Refusal } from '../base/index.ts';
import { offsetAt, type Span } from '../protocol/index.ts';
import { UsageError, type OpenedWorkspace } from './command.ts';

/** A place named on the command line: a whole file or folder, or a span of one file. */
export interface Target {
  readonly path: string;
  readonly span?: Span;
}

const shape = /^(?<path>.+?)(?::(?<line>\d+)(?::(?<column>\d+)(?:-(?<endLine>\d+):(?<endColumn>\d+))?)?)?$/u;

/** Reads `PATH[:LINE[:COL[-LINE:COL]]]`; positions are 1-based, columns in UTF-16 units. */
export async function resolveTarget(words: string, workspace: OpenedWorkspace): Promise<Target | Refusal> {
  const groups = shape.exec(words)?.groups;
  const given = groups?.['path'];
  if (!groups || !given)
    throw new UsageError(`'${words}' is not a target: write PATH, PATH:LINE or PATH:LINE:COL-LINE:COL.`);
  const path = await workspace.locate(given);
  if (isRefusal(path) || groups['line'] === undefined) return isRefusal(path) ? path : { path };
  const text = await workspace.read(path);
  if (text === undefined) return refused(`${given} is not a file that Grace can read: name a text file.`);
  const line = Number(groups['line']);
  const column = groups['column'] === undefined ? firstColumn(text, line) : Number(groups['column']);
  const start = offsetAt(text, { line, column });
  const end =
    groups['endLine'] === undefined
      ? start
      : offsetAt(text, { line: Number(groups['endLine']), column: Number(groups['endColumn']) });
  if (start === undefined || end === undefined || end < start)
    return refused(`${words} lies outside the file: ${path} has ${text.split('\n').length} lines.`);
  return { path, span: { start, end } };
}

/** Column of the first character of a line that is not white space. */
function firstColumn(text: string, line: number): number {
  const content = text.split(/\r\n|\n|\r/u)[line - 1] ?? '';
  return content.length - content.trimStart().length + 1;
}
