import { failed, succeeded } from '../../base/index.ts';
import { isRecord, parseJson, textOf } from './json.ts';
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
 * What our own reporters (Mocha, node:test) write: one JSON record a line, `{ kind: 'test' | 'suite-error', file, name,
 * state, message }`, and `{ kind: 'end' }` last. A report without its end belongs to a run that was cut off.
 */
export function parseJsonLines(report: string, place: ReportPlace): ParsedTests {
  const tests: Omit<TestCase, 'id'>[] = [];
  const suiteErrors: SuiteError[] = [];
  let ended = false;
  for (const line of report.split('\n')) {
    const record = line.trim() === '' ? undefined : parseJson(line);
    if (!isRecord(record)) continue;
    if (record['kind'] === 'end') ended = true;
    const printed = textOf(record['file']);
    const file = printed === undefined ? undefined : relativeToRoot(printed, place);
    const message = tidyMessage(textOf(record['message']) ?? '');
    if (record['kind'] === 'suite-error') suiteErrors.push({ file, message });
    if (record['kind'] !== 'test') continue;
    const state = record['state'];
    tests.push({
      file,
      name: textOf(record['name']) ?? '',
      state: state === 'passed' || state === 'failed' ? state : 'skipped',
      ...(message === '' ? {} : { message }),
    });
  }
  if (!ended) return failed('unreadable', 'its report is cut off');
  return succeeded(testRun(tests, suiteErrors));
}
