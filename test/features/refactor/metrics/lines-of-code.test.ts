import { expect, test } from 'vitest';
import {
  linesOfCode,
  linesOfCodeBetween,
} from '../../../../server/src/features/refactor/metrics/lines-of-code.ts';
import { ts } from '../../../../server/src/services/analysis/typescript.ts';

const parse = (text: string) => ts.createSourceFile('a.ts', text, ts.ScriptTarget.Latest, true);

test('blank lines and comments are no code', () => {
  const source = parse(`/** Says so. */
function f() {
  // One thing.
  const a = 1;

  /* And
     another. */
  return a; // the result
}
`);
  const [f] = source.statements;
  expect(f && linesOfCode(f)).toBe(4);
});

test('a text of several lines is code, also where a line of it is blank', () => {
  const source = parse('const a = `one\n\n// two\n${b}\nthree`;\n');
  expect(linesOfCodeBetween(source, 0, source.end)).toBe(5);
});

test('brackets on lines of their own count', () => {
  const source = parse('call(\n  a,\n  [\n    b,\n  ],\n);\n');
  expect(linesOfCodeBetween(source, 0, source.text.trimEnd().length)).toBe(6);
});
