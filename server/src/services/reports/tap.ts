import { stripVTControlCharacters } from 'node:util';
import { failed, succeeded } from '../../base/index.ts';
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
 * TAP 13 and 14, as AVA (flat) and tap (nested subtests, one per file at the top) print it. A test is a leaf: the line
 * that closes a subtest counts only when nothing inside it says why it failed. A stream without a plan was cut off.
 */
export function parseTap(output: string, place: ReportPlace): ParsedTests {
  const state: TapState = { tests: [], suiteErrors: [], open: [], planned: false, place };
  for (const raw of stripVTControlCharacters(output).split(/\r?\n/)) readLine(raw, state);
  if (!state.planned) return failed('unreadable', 'its report is cut off');
  return succeeded(testRun(state.tests, state.suiteErrors));
}

interface TapState {
  readonly tests: Omit<TestCase, 'id'>[];
  readonly suiteErrors: SuiteError[];
  /** Subtests whose closing line has not come yet, outermost first. */
  readonly open: { readonly name: string; readonly indent: number; failures: number }[];
  planned: boolean;
  /** The indented block of details below a point, skipped to its end. */
  details?: number | undefined;
  readonly place: ReportPlace;
}

const subtestLine = /^# Subtest: (.*)$/;
const pointLine = /^(?<not>not )?ok\b(?: \d{1,9})?(?: -)? ?(?<name>.*)$/;
const timing = / # time=\S+$/;
const directive = / # (?<kind>skip|todo)\b.*$/i;

function readLine(raw: string, state: TapState): void {
  const indent = raw.length - raw.trimStart().length;
  const line = raw.trim();
  if (state.details !== undefined) {
    if (line === '...' && indent === state.details) state.details = undefined;
    return;
  }
  if (line === '---') {
    state.details = indent;
    return;
  }
  const subtest = subtestLine.exec(line)?.[1];
  if (subtest !== undefined) state.open.push({ name: subtest, indent, failures: 0 });
  else if (/^1\.\.\d+/.test(line)) state.planned ||= indent === 0;
  else if (line.startsWith('Bail out!'))
    state.suiteErrors.push({ file: undefined, message: tidyMessage(line) });
  else readPoint(line, indent, state);
}

function readPoint(line: string, indent: number, state: TapState): void {
  const point = pointLine.exec(line)?.groups;
  if (!point) return;
  const full = (point['name'] ?? '').replace(timing, '');
  const skipped = directive.test(full);
  const name = full.replace(directive, '').trim();
  const failedHere = point['not'] !== undefined && !skipped;
  const closed = state.open.at(-1);
  if (closed?.indent === indent && closed.name === name) {
    state.open.pop();
    const parent = state.open.at(-1);
    if (parent) parent.failures += failedHere ? 1 : 0;
    if (!failedHere || closed.failures > 0) return;
  } else if (failedHere && closed) closed.failures += 1;
  const names = [...state.open.map((subtest) => subtest.name), name];
  const file = fileOf(names[0] ?? '', state.place);
  if (failedHere && outsideTests.test(name)) {
    state.suiteErrors.push({ file, message: tidyMessage(name) });
    return;
  }
  state.tests.push({
    file,
    name: (file === undefined || names.length === 1 ? names : names.slice(1)).join(' > '),
    state: skipped ? 'skipped' : failedHere ? 'failed' : 'passed',
  });
}

/** What AVA prints as a failing point although no test of that name exists. */
const outsideTests =
  /exited (?:with a non-zero exit code|due to)|^(?:[A-Z]\w*)?(?:Error|Exception)(?: \[\w+\])?:|No tests found in/;

/** tap names its top-level subtests after the file. */
function fileOf(name: string, place: ReportPlace): string | undefined {
  return /\.[cm]?[jt]sx?$/.test(name) && !name.includes(' ') ? relativeToRoot(name, place) : undefined;
}
