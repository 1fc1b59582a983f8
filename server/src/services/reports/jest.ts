import { failed, succeeded } from '../../base/index.ts';
import { findJson, hasList, recordsOf, textOf } from './json.ts';
import {
  relativeToRoot,
  testRun,
  tidyMessage,
  type ParsedTests,
  type ReportPlace,
  type SuiteError,
  type TestCase,
} from './report.ts';

/**
 * The JSON report of Jest, and of Vitest, which speaks the same format. A file that failed without a failing test broke
 * while it was loaded or in a hook, and its message says why.
 */
export function parseJest(report: string, place: ReportPlace): ParsedTests {
  const parsed = findJson(report, '{', isReport);
  if (!parsed) return failed('unreadable', 'it wrote no JSON report');
  const tests: Omit<TestCase, 'id'>[] = [];
  const suiteErrors: SuiteError[] = [];
  for (const suite of recordsOf(parsed.testResults)) {
    const file = relativeToRoot(textOf(suite['name']) ?? '', place);
    const own = recordsOf(suite['assertionResults']).map((result) => caseOf(result, file));
    tests.push(...own);
    if (suite['status'] !== 'failed' || own.some((test) => test.state === 'failed')) continue;
    const message = tidyMessage(textOf(suite['message']) ?? '');
    suiteErrors.push({ file, message: message === '' ? 'An error outside its tests.' : message });
  }
  return succeeded(testRun(tests, suiteErrors));
}

function caseOf(result: Readonly<Record<string, unknown>>, file: string): Omit<TestCase, 'id'> {
  const messages: readonly unknown[] = Array.isArray(result['failureMessages'])
    ? (result['failureMessages'] as readonly unknown[])
    : [];
  const message = textOf(messages[0]);
  const status = result['status'];
  return {
    file,
    name: textOf(result['fullName'])?.trim() ?? '',
    state: status === 'passed' ? 'passed' : status === 'failed' ? 'failed' : 'skipped',
    ...(message === undefined ? {} : { message: tidyMessage(message) }),
  };
}

function isReport(value: unknown): value is { readonly testResults: readonly unknown[] } {
  return hasList(value, 'testResults');
}
