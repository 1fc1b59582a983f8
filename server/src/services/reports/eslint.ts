import { failed, succeeded } from '../../base/index.ts';
import { findJson, hasList, positionOf, recordsOf, textOf } from './json.ts';
import { placed, tidyMessage, type ParsedProblems, type PrintedProblem, type ReportPlace } from './report.ts';

/** Problems in ESLint's `--format json`. “File ignored” notices are about the command, not the code, and are left out. */
export function parseEslint(output: string, place: ReportPlace): ParsedProblems {
  // No file was left to lint. Only as the whole output: a report that is cut off holds empty lists as well.
  if (output.trim() === '[]') return succeeded([]);
  const problems = readEslint(output);
  return problems ? succeeded(placed(problems, place)) : failed('unreadable', 'it printed no JSON report');
}

/** The same as it was printed; `undefined` where there is no report. */
export function readEslint(output: string): readonly PrintedProblem[] | undefined {
  const report = findJson(output, '[', isReport);
  if (!report) return undefined;
  const problems: PrintedProblem[] = [];
  for (const file of recordsOf(report)) {
    const path = textOf(file['filePath']) ?? '';
    for (const message of recordsOf(file['messages'])) {
      const code = textOf(message['ruleId']);
      const text = tidyMessage(textOf(message['message']) ?? '');
      const line = positionOf(message['line']);
      const column = positionOf(message['column']);
      if (code === undefined && line === undefined && text.startsWith('File ignored')) continue;
      problems.push({
        tool: 'eslint',
        severity: message['severity'] === 1 ? 'warning' : 'error',
        ...(code === undefined ? {} : { code }),
        message: text,
        file: path,
        ...(line === undefined ? {} : { line }),
        ...(column === undefined ? {} : { column }),
      });
    }
  }
  return problems;
}

function isReport(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length > 0 && value.every((file) => hasList(file, 'messages'));
}
