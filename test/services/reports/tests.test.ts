import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  parseJest,
  parseJsonLines,
  parseTap,
  type ParsedTests,
} from '../../../server/src/services/reports/index.ts';

const place = { root: '/copy', cwd: '/copy' };

function captured(name: string): string {
  const text = readFileSync(join(import.meta.dirname, 'captured', `${name}.txt`), 'utf8');
  return text.slice(text.indexOf('\n') + 1);
}

/** A run as text that a reader can judge. */
function shown(parsed: ParsedTests): readonly string[] {
  if (!parsed.ok) return [`unreadable: ${parsed.fault.message}`];
  return [
    `${parsed.value.ran} ran`,
    ...parsed.value.tests.map(({ id, state }) => `${state} ${id}`),
    ...parsed.value.suiteErrors.map(
      ({ file, message }) => `suite ${file ?? '-'}: ${message.split('\n')[0] ?? ''}`,
    ),
  ];
}

describe('Vitest and Jest', () => {
  it('Vitest: tests by file and full name, files that cannot be loaded', () => {
    expect(shown(parseJest(captured('vitest-5'), place))).toEqual([
      '3 ran',
      'passed vt/a.test.ts > money adds',
      'failed vt/a.test.ts > money adds wrongly',
      'skipped vt/a.test.ts > money later',
      'skipped vt/a.test.ts > money todo',
      'passed vt/a.test.ts > unhandled',
      "suite vt/b.test.ts: Cannot find module './nope.ts' imported from /copy/vt/b.test.ts",
      "suite vt/c.test.ts: Cannot find module './nope.ts' imported from /copy/vt/c.test.ts",
    ]);
  });

  it('Jest: the same, with suites that failed to run', () => {
    expect(shown(parseJest(captured('jest-30'), place))).toEqual([
      '2 ran',
      'passed jt/a.test.ts > money adds',
      'failed jt/a.test.ts > money adds wrongly',
      'skipped jt/a.test.ts > money later',
      'skipped jt/a.test.ts > money todo',
      'suite jt/b.test.ts: ● Test suite failed to run',
    ]);
  });

  it('numbers tests that share a name', () => {
    const result = { fullName: 'same', status: 'passed' };
    const report = { testResults: [{ name: '/copy/a.test.ts', assertionResults: [result, result] }] };
    expect(shown(parseJest(JSON.stringify(report), place))).toEqual([
      '2 ran',
      'passed a.test.ts > same',
      'passed a.test.ts > same (2)',
    ]);
  });

  it.each(['', captured('jest-30').slice(0, 2_000), 'Segmentation fault'])(
    'refuses what is no report',
    (text) => {
      expect(shown(parseJest(text, place))).toEqual(['unreadable: it wrote no JSON report']);
    },
  );
});

describe('our reporters', () => {
  it('Mocha: a hook that fails is no test', () => {
    expect(shown(parseJsonLines(captured('mocha-12'), place))).toEqual([
      '2 ran',
      'passed mt/a.spec.cjs > money adds',
      'failed mt/a.spec.cjs > money adds wrongly',
      'skipped mt/a.spec.cjs > money later',
      'skipped mt/a.spec.cjs > money pending',
      'suite mt/a.spec.cjs: money hooks "before all" hook for "never": hook boom',
    ]);
  });

  it('node:test: leaves only, todo does not count, a file that cannot be loaded', () => {
    expect(shown(parseJsonLines(captured('node-test-24'), place))).toEqual([
      '3 ran',
      'passed nt/a.test.ts > money > adds',
      'failed nt/a.test.ts > money > adds wrongly',
      'skipped nt/a.test.ts > money > later',
      'skipped nt/a.test.ts > money > todo',
      'failed nt/a.test.ts > outer > inner',
      'suite nt/b.test.ts: test failed',
    ]);
  });

  it('refuse a report without its end', () => {
    const cut = captured('mocha-12').replace('{"kind":"end"}\n', '');
    expect(shown(parseJsonLines(cut, place))).toEqual(['unreadable: its report is cut off']);
  });
});

describe('TAP', () => {
  it('AVA: what is no test is an error of its file or of the run', () => {
    expect(shown(parseTap(captured('ava-6'), place))).toEqual([
      '2 ran',
      'skipped  > a › later',
      'skipped  > a › todo',
      'passed  > a › adds',
      'failed  > a › adds wrongly',
      "suite -: Error [ERR_MODULE_NOT_FOUND]: Cannot find module '/copy/at/nope.js' imported from /copy/at/b.test.js",
      'suite -: at/b.test.js exited with a non-zero exit code: 1',
    ]);
  });

  it('tap: leaves by file, and a file that broke before its first test', () => {
    expect(shown(parseTap(captured('tap-18'), place))).toEqual([
      '3 ran',
      'passed tt/a.test.js > money > adds',
      'failed tt/a.test.js > money > adds wrongly > should be equal',
      'skipped tt/a.test.js > money > later',
      'failed tt/b.test.js > tt/b.test.js',
    ]);
  });

  it('refuses a stream without a plan', () => {
    expect(shown(parseTap('TAP version 13\nok 1 - a\n', place))).toEqual([
      'unreadable: its report is cut off',
    ]);
    expect(shown(parseTap('TAP version 13\nok 1 - a\nBail out! no\n1..1\n', place))).toContain(
      'suite -: Bail out! no',
    );
  });
});
