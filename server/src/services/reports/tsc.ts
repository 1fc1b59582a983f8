import { failed, succeeded } from '../../base/index.ts';
import type { Problem } from '../../protocol/index.ts';
import { relativeToRoot, tidyMessage, type ParsedProblems, type ReportPlace } from './report.ts';
import { stripVTControlCharacters } from 'node:util';

/**
 * Problems in the output of `tsc --pretty false` (TypeScript 5, 6 and 7, `-p` and `-b`). Lines indented below a problem
 * are its elaboration and belong to its message. A compiler that ends badly without printing a single problem has
 * crashed: the fault `unreadable` carries its first line.
 */
export function parseTsc(output: string, exitCode: number | null, place: ReportPlace): ParsedProblems {
  const problems: Problem[] = [];
  let open = false;
  for (const line of stripVTControlCharacters(output).split(/\r?\n/)) {
    const problem = problemOf(line, place);
    const last = problems.at(-1);
    if (problem) {
      problems.push(problem);
      open = true;
    } else if (open && last && /^\s+\S/.test(line)) {
      problems[problems.length - 1] = { ...last, message: tidyMessage(`${last.message}\n${line.trim()}`) };
    } else if (line.trim() !== '') open = false;
  }
  if (problems.length === 0 && exitCode !== 0) return failed('unreadable', firstLine(output));
  return succeeded(problems);
}

function problemOf(line: string, place: ReportPlace): Problem | undefined {
  const header = tscHeader(line);
  if (header?.severity !== 'error') return undefined;
  const { code, message, location } = header;
  if (!location) return { tool: 'tsc', code, message };
  return { tool: 'tsc', code, message, ...location, file: relativeToRoot(location.file, place) };
}

function firstLine(output: string): string {
  const line = output.split('\n').find((candidate) => candidate.trim() !== '');
  return line === undefined ? 'it printed nothing' : `it printed “${line.trim().slice(0, 200)}”`;
}

/** The line that a diagnostic of the compiler begins with. */
export interface TscHeader {
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly message: string;
  readonly location?: { readonly file: string; readonly line: number; readonly column: number };
}

const what = /(?:^|: | )(?<severity>error|warning) (?<code>TS\d{1,6}): (?<message>.*)$/;
const plainPlace = /\((?<line>\d{1,9}),(?<column>\d{1,9})\)$/;
const prettyPlace = /:(?<line>\d{1,9}):(?<column>\d{1,9}) -$/;

/** `file(1,2): error TS2304: …`, with `--pretty` `file:1:2 - error TS2304: …`, and `error TS18003: …` of the whole run. */
export function tscHeader(line: string): TscHeader | undefined {
  if (!line.includes(' TS')) return undefined;
  const found = what.exec(line);
  if (!found?.groups) return undefined;
  const { severity, code = '', message = '' } = found.groups;
  const header = { severity: severity === 'warning' ? 'warning' : 'error', code, message } as const;
  const printed = line.slice(0, found.index);
  if (printed === '') return header;
  const place = plainPlace.exec(printed) ?? prettyPlace.exec(printed);
  if (!place?.groups || /^\s/.test(printed)) return undefined;
  const { line: row, column } = place.groups;
  return {
    ...header,
    location: { file: printed.slice(0, place.index), line: Number(row), column: Number(column) },
  };
}
