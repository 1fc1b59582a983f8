import { stripVTControlCharacters } from 'node:util';
import type { Problem } from '../../protocol/index.ts';
import type { Result } from '../../base/index.ts';

/** Where a tool ran, so that the paths it prints can be made relative to the workspace root. All absolute. */
export interface ReportPlace {
  /** Root of the copy the tool ran in, links resolved. */
  readonly root: string;
  /** Folder the tool ran in. */
  readonly cwd: string;
}

/** The problems a tool printed, or the fault `unreadable` when this is not its report (crash, truncation). */
export type ParsedProblems = Result<readonly Problem[]>;

export type TestState = 'passed' | 'failed' | 'skipped';

export interface TestCase {
  /** Unique within the run and the same in the next run: file, full name, and a number where names repeat. */
  readonly id: string;
  readonly file: string | undefined;
  readonly name: string;
  readonly state: TestState;
  /** Why it failed, first lines. */
  readonly message?: string;
}

/** A test file (or the whole run when `file` is absent) that broke outside its tests: an import that fails, a hook. */
export interface SuiteError {
  readonly file: string | undefined;
  readonly message: string;
}

export interface TestRun {
  readonly tests: readonly TestCase[];
  /** Tests that really ran: passed or failed, not skipped. */
  readonly ran: number;
  readonly suiteErrors: readonly SuiteError[];
}

export type ParsedTests = Result<TestRun>;

/** A problem as the tool printed it: with its severity, and its file spelled as it was. */
export interface PrintedProblem extends Problem {
  readonly severity: 'error' | 'warning';
}

/** The problems of a report, their files made relative to the workspace root. */
export function placed(printed: readonly PrintedProblem[], place: ReportPlace): readonly Problem[] {
  return printed.map(({ tool, code, message, file, line, column }) => ({
    tool,
    ...(code === undefined ? {} : { code }),
    message,
    ...(file === undefined ? {} : { file: relativeToRoot(file, place) }),
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
  }));
}

/** Messages are kept to this many characters: they are shown to a person, not archived. */
const messageCharactersMax = 1_000;

/** The message without colours, carriage returns and trailing space, cut to what a person reads. */
export function tidyMessage(message: string): string {
  const plain = stripVTControlCharacters(message).replaceAll('\r', '').trim();
  return plain.length > messageCharactersMax ? `${plain.slice(0, messageCharactersMax)}…` : plain;
}

/** A printed path relative to the workspace root with `/`; paths outside stay as they were printed. */
export function relativeToRoot(printed: string, { root, cwd }: ReportPlace): string {
  const path = printed.startsWith('file://') ? decodeURIComponent(new URL(printed).pathname) : printed;
  const posix = path.replaceAll('\\', '/');
  const base = root.replaceAll('\\', '/');
  const absolute =
    posix.startsWith('/') || /^[A-Za-z]:\//.test(posix) ? posix : `${cwd.replaceAll('\\', '/')}/${posix}`;
  const segments: string[] = [];
  for (const segment of absolute.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '.' && (segment !== '' || segments.length === 0)) segments.push(segment);
  }
  const normal = segments.join('/');
  return normal.startsWith(`${base}/`) ? normal.slice(base.length + 1) : normal;
}

/** Builds a run from its tests, numbering the ones that share file and name. */
export function testRun(
  tests: readonly Omit<TestCase, 'id'>[],
  suiteErrors: readonly SuiteError[] = [],
): TestRun {
  const seen = new Map<string, number>();
  const numbered = tests.map((test) => {
    const base = `${test.file ?? ''} > ${test.name}`;
    const count = (seen.get(base) ?? 0) + 1;
    seen.set(base, count);
    return { ...test, id: count === 1 ? base : `${base} (${count})` };
  });
  return { tests: numbered, ran: numbered.filter((test) => test.state !== 'skipped').length, suiteErrors };
}
