import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Problem } from '../../../server/src/protocol/index.ts';
import {
  parseBiome,
  parseEslint,
  parseOxlint,
  parseTsc,
  type ParsedProblems,
} from '../../../server/src/services/reports/index.ts';

const place = { root: '/copy', cwd: '/copy' };

/** What a real tool printed; the first line of each file says which command printed it. */
function captured(name: string): string {
  const text = readFileSync(join(import.meta.dirname, 'captured', `${name}.txt`), 'utf8');
  return text.slice(text.indexOf('\n') + 1);
}

/** Problems as text that a reader can judge. */
function shown(parsed: ParsedProblems): readonly string[] {
  if (!parsed.ok) return [`unreadable: ${parsed.fault.message}`];
  return parsed.value.map(
    ({ file, line, column, code, message }: Problem) =>
      `${file ?? '-'}:${line ?? '-'}:${column ?? '-'} ${code ?? '-'} ${message.replaceAll('\n', ' | ')}`,
  );
}

const threeErrors = [
  "src/broken.ts:2:78 TS2322 Type '(x: string) => string' is not assignable to type '(x: number) => string'. | Types of parameters 'x' and 'x' are incompatible. | Type 'number' is not assignable to type 'string'.",
  "src/broken.ts:3:28 TS2322 Type 'string' is not assignable to type 'number'.",
  "src/broken.ts:4:24 TS2304 Cannot find name 'missing'.",
];

describe('tsc', () => {
  it.each(['tsc-5.9', 'tsc-6.0', 'tsc-7.0'])('%s: elaborations belong to their problem', (name) => {
    expect(shown(parseTsc(captured(name), 2, place))).toEqual(threeErrors);
  });

  it('knows problems without a file, and of built projects', () => {
    expect(shown(parseTsc(captured('tsc-no-inputs'), 2, place))[0]).toMatch(/^-:-:- TS18003 No inputs/);
    expect(shown(parseTsc(captured('tsc-build'), 2, place))).toEqual([
      "refs/b/b.ts:1:13 TS2305 Module '\"../a/a\"' has no exported member 'gone'.",
      "refs/b/b.ts:1:48 TS2322 Type 'number' is not assignable to type 'string'.",
    ]);
  });

  it('makes paths of a deeper folder, also upward ones, relative to the root', () => {
    const output = "../shared/a.ts(1,2): error TS2304: Cannot find name 'x'.\r\n";
    expect(shown(parseTsc(output, 2, { root: '/copy', cwd: '/copy/packages/app' }))).toEqual([
      "packages/shared/a.ts:1:2 TS2304 Cannot find name 'x'.",
    ]);
  });

  it('reads coloured lines, passes over chatter, and is empty when all is well', () => {
    const output = "Building…\n\u001B[31msrc/a.ts(1,2): error TS2304: Cannot find name 'x'.\u001B[0m\n";
    expect(shown(parseTsc(output, 2, place))).toEqual(["src/a.ts:1:2 TS2304 Cannot find name 'x'."]);
    expect(shown(parseTsc('', 0, place))).toEqual([]);
  });

  it('says that a crash is no report', () => {
    const crash = 'node:internal/errors\n  throw new Error("Debug Failure.")\n';
    expect(shown(parseTsc(crash, 1, place))).toEqual(['unreadable: it printed “node:internal/errors”']);
    expect(shown(parseTsc('', null, place))).toEqual(['unreadable: it printed nothing']);
  });
});

describe('ESLint', () => {
  it('gives rule, place and message', () => {
    expect(shown(parseEslint(captured('eslint-9'), place))).toEqual([
      "src/broken.ts:2:7 @typescript-eslint/no-unused-vars 'wrong' is assigned a value but never used.",
      'src/broken.ts:5:1 no-var Unexpected var, use let or const instead.',
      "src/broken.ts:6:9 eqeqeq Expected '===' and instead saw '=='.",
      "src/broken.ts:6:15 no-debugger Unexpected 'debugger' statement.",
    ]);
  });

  it('finds the report between other output, and leaves notices about ignored files out', () => {
    const notice = { ruleId: null, severity: 1, message: 'File ignored by default.' };
    const parsing = { ruleId: null, severity: 2, message: 'Parsing error: x', line: 1, column: 2 };
    const report = JSON.stringify([{ filePath: '/copy/a.ts', messages: [notice, parsing] }]);
    expect(shown(parseEslint(`[plugin] hello\n${report}\nbye\n`, place))).toEqual([
      'a.ts:1:2 - Parsing error: x',
    ]);
  });

  it('is empty where no file was left to lint', () => {
    expect(shown(parseEslint('[]\n', place))).toEqual([]);
  });

  it.each([
    ['a crash', captured('eslint-crash')],
    ['a report that is cut off', captured('eslint-9').slice(0, 900)],
    ['a report that is cut off late', captured('eslint-9').trim().slice(0, -1)],
    ['nothing', ''],
  ])('says that %s is no report', (_name, output) => {
    expect(shown(parseEslint(output, place))).toEqual(['unreadable: it printed no JSON report']);
  });
});

describe('Biome', () => {
  it('gives lint, format and import problems of 2.x', () => {
    expect(shown(parseBiome(captured('biome-2.6'), place))).toEqual([
      'src/broken.ts:2:7 lint/correctness/noUnusedVariables This variable wrong is unused.',
      'src/broken.ts:1:1 assist/source/organizeImports Some imports or exports are not organized.',
      'src/broken.ts:6:9 lint/suspicious/noDoubleEquals Using == may be unsafe if you are relying on type coercion.',
      'src/broken.ts:6:15 lint/suspicious/noDebugger This is an unexpected use of the debugger statement.',
      'src/broken.ts:-:- format Formatter would have printed the following content:',
    ]);
    expect(shown(parseBiome(captured('biome-2.6-lint'), place))).toContain(
      "src/syntax.ts:1:11 parse Expected an expression, or an assignment but instead found ';'.",
    );
  });

  it('counts lines from the byte spans of 1.x', () => {
    expect(shown(parseBiome(captured('biome-1.9'), place))).toEqual([
      'broken.ts:6:9 lint/suspicious/noDoubleEquals Use === instead of ==',
      'broken.ts:6:15 lint/suspicious/noDebugger This is an unexpected use of the debugger statement.',
      'broken.ts:5:1 lint/style/noVar Use let or const instead of var.',
    ]);
  });

  it('says that other output is no report', () => {
    expect(shown(parseBiome('biome: command not found', place))).toEqual([
      'unreadable: it printed no JSON report',
    ]);
  });
});

describe('oxlint', () => {
  it('gives code, place and message', () => {
    expect(shown(parseOxlint(captured('oxlint-1.94'), place))).toEqual([
      'src/syntax.ts:1:11 - Unexpected token',
      "src/broken.ts:2:7 eslint(no-unused-vars) Variable 'wrong' is declared but never used. Unused variables should start with a '_'.",
      'src/broken.ts:6:15 eslint(no-debugger) `debugger` statement is not allowed',
    ]);
  });

  it('says that other output is no report', () => {
    expect(shown(parseOxlint(captured('oxlint-1.94').slice(0, 300), place))).toEqual([
      'unreadable: it printed no JSON report',
    ]);
  });
});
