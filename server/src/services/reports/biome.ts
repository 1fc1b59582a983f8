import { failed, succeeded } from '../../base/index.ts';
import { findJson, hasList, isRecord, positionOf, recordsOf, textOf } from './json.ts';
import { placed, tidyMessage, type ParsedProblems, type PrintedProblem, type ReportPlace } from './report.ts';

/**
 * Problems in Biome's `--reporter=json`: 2.4 and later give lines and columns and a plain path, earlier versions a path
 * record and byte spans, from which the line is counted where the source is in the report. Information is left out.
 */
export function parseBiome(output: string, place: ReportPlace): ParsedProblems {
  const problems = readBiome(output);
  return problems ? succeeded(placed(problems, place)) : failed('unreadable', 'it printed no JSON report');
}

/** The same as it was printed; `undefined` where there is no report. */
export function readBiome(output: string): readonly PrintedProblem[] | undefined {
  const report = findJson(output, '{', isReport);
  if (!report) return undefined;
  const problems: PrintedProblem[] = [];
  for (const diagnostic of recordsOf(report.diagnostics)) {
    const severity = textOf(diagnostic['severity']);
    if (severity === 'information' || severity === 'hint') continue;
    const location = isRecord(diagnostic['location']) ? diagnostic['location'] : {};
    const code = textOf(diagnostic['category']);
    const path = pathOf(location['path']);
    const position = locate(location);
    problems.push({
      tool: 'biome',
      severity: severity === 'warning' ? 'warning' : 'error',
      ...(code === undefined ? {} : { code }),
      message: tidyMessage(messageOf(diagnostic)),
      ...(path === undefined ? {} : { file: path }),
      ...position,
    });
  }
  return problems;
}

function messageOf(diagnostic: Readonly<Record<string, unknown>>): string {
  const message = diagnostic['message'];
  if (typeof message === 'string') return message;
  const parts = recordsOf(message).map((part) => textOf(part['content']) ?? '');
  return parts.length > 0 ? parts.join('') : (textOf(diagnostic['description']) ?? '');
}

function pathOf(path: unknown): string | undefined {
  return isRecord(path) ? textOf(path['file']) : textOf(path);
}

function locate(location: Readonly<Record<string, unknown>>): { line?: number; column?: number } {
  const start = location['start'];
  if (isRecord(start)) {
    const line = positionOf(start['line']);
    const column = positionOf(start['column']);
    return { ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }) };
  }
  const span: unknown = location['span'];
  const source = textOf(location['sourceCode']);
  const from: unknown = Array.isArray(span) ? span[0] : undefined;
  if (source === undefined || typeof from !== 'number') return {};
  const before = Buffer.from(source, 'utf8').subarray(0, from).toString('utf8');
  const lines = before.split('\n');
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}

function isReport(value: unknown): value is { readonly diagnostics: readonly unknown[] } {
  return hasList(value, 'diagnostics');
}
