import { failed, succeeded } from '../../base/index.ts';
import { findJson, hasList, isRecord, positionOf, recordsOf, textOf } from './json.ts';
import { placed, tidyMessage, type ParsedProblems, type PrintedProblem, type ReportPlace } from './report.ts';

/** Problems in oxlint's `--format=json`; the place is the first label's. */
export function parseOxlint(output: string, place: ReportPlace): ParsedProblems {
  const problems = readOxlint(output);
  return problems ? succeeded(placed(problems, place)) : failed('unreadable', 'it printed no JSON report');
}

/** The same as it was printed; `undefined` where there is no report. */
export function readOxlint(output: string): readonly PrintedProblem[] | undefined {
  const report = findJson(output, '{', isReport);
  return (
    report &&
    recordsOf(report.diagnostics).map((diagnostic) => {
      const [label] = recordsOf(diagnostic['labels']);
      const span = isRecord(label?.['span']) ? label['span'] : {};
      const code = textOf(diagnostic['code']);
      const file = textOf(diagnostic['filename']);
      const line = positionOf(span['line']);
      const column = positionOf(span['column']);
      return {
        tool: 'oxlint',
        severity: diagnostic['severity'] === 'warning' ? 'warning' : 'error',
        ...(code === undefined ? {} : { code }),
        message: tidyMessage(textOf(diagnostic['message']) ?? ''),
        ...(file === undefined ? {} : { file }),
        ...(line === undefined ? {} : { line }),
        ...(column === undefined ? {} : { column }),
      };
    })
  );
}

function isReport(value: unknown): value is { readonly diagnostics: readonly unknown[] } {
  return hasList(value, 'diagnostics');
}
