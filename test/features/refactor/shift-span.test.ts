import fc from 'fast-check';
import { expect, it } from 'vitest';
import { shiftSpan } from '../../../server/src/features/refactor/batch/shift-span.ts';

const before = 'one\ntwo\nthree\nfour\n';
const two = { start: 4, end: 7 };

it('follows a span that other lines moved, and loses one whose own lines were rewritten', () => {
  expect(shiftSpan(before, `new\nnew\n${before}`, two)).toEqual({ start: 12, end: 15 });
  expect(shiftSpan(before, before.replace('one\n', ''), two)).toEqual({ start: 0, end: 3 });
  expect(shiftSpan(before, `${before}end\n`, two)).toEqual(two);
  expect(shiftSpan(before, before.replace('two', 'zwei'), two)).toBeUndefined();
  expect(shiftSpan(before, before.replace('two\n', ''), two)).toBeUndefined();
  expect(shiftSpan(before, before.replace('three', 'new\nthree'), { start: 4, end: 13 })).toBeUndefined();
});

it('a span that is followed holds the same text', () => {
  const text = fc
    .array(fc.constantFrom('a\n', 'b\n', 'cc\n', '\n'), { maxLength: 12 })
    .map((lines) => lines.join(''));
  fc.assert(
    fc.property(text, text, fc.nat(), fc.nat(), (old, now, from, length) => {
      const start = from % (old.length + 1);
      const end = start + (length % (old.length - start + 1));
      const span = shiftSpan(old, now, { start, end });
      if (span) expect(now.slice(span.start, span.end)).toBe(old.slice(start, end));
    }),
    { numRuns: 1_000 },
  );
});
