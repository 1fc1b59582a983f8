import { failed, succeeded } from '../../../base/index.ts';
import type { Problem } from '../../../protocol/index.ts';
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

const inFile = /^(?<file>\S.*?)\((?<line>\d+),(?<column>\d+)\): error (?<code>TS\d+): (?<message>.*)$/;
const ofTheRun = /^error (?<code>TS\d+): (?<message>.*)$/;

function problemOf(line: string, place: ReportPlace): Problem | undefined {
  const located = inFile.exec(line)?.groups;
  if (located?.['file'] !== undefined) {
    return {
      tool: 'tsc',
      code: located['code'],
      message: located['message'] ?? '',
      file: relativeToRoot(located['file'], place),
      line: Number(located['line']),
      column: Number(located['column']),
    };
  }
  const general = ofTheRun.exec(line)?.groups;
  return general ? { tool: 'tsc', code: general['code'], message: general['message'] ?? '' } : undefined;
}

function firstLine(output: string): string {
  const line = output.split('\n').find((candidate) => candidate.trim() !== '');
  return line === undefined ? 'it printed nothing' : `it printed “${line.trim().slice(0, 200)}”`;
}
