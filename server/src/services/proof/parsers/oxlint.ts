import { failed, succeeded } from '../../../base/index.ts';
import type { Problem } from '../../../protocol/index.ts';
import { findJson, hasList, isRecord, positionOf, recordsOf, textOf } from './json.ts';
import { relativeToRoot, tidyMessage, type ParsedProblems, type ReportPlace } from './report.ts';

/** Problems in oxlint's `--format=json`; the place is the first label's. */
export function parseOxlint(output: string, place: ReportPlace): ParsedProblems {
  const report = findJson(output, '{', isReport);
  if (!report) return failed('unreadable', 'it printed no JSON report');
  const problems: Problem[] = recordsOf(report.diagnostics).map((diagnostic) => {
    const [label] = recordsOf(diagnostic['labels']);
    const span = isRecord(label?.['span']) ? label['span'] : {};
    const code = textOf(diagnostic['code']);
    const file = textOf(diagnostic['filename']);
    const line = positionOf(span['line']);
    const column = positionOf(span['column']);
    return {
      tool: 'oxlint',
      ...(code === undefined ? {} : { code }),
      message: tidyMessage(textOf(diagnostic['message']) ?? ''),
      ...(file === undefined ? {} : { file: relativeToRoot(file, place) }),
      ...(line === undefined ? {} : { line }),
      ...(column === undefined ? {} : { column }),
    };
  });
  return succeeded(problems);
}

function isReport(value: unknown): value is { readonly diagnostics: readonly unknown[] } {
  return hasList(value, 'diagnostics');
}
