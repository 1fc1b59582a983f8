import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLines } from '../../../server/src/services/watched/lines.ts';

function linesOf(pieces: readonly string[]): readonly string[] {
  const told: string[] = [];
  const lines = createLines((line) => void told.push(line));
  for (const text of pieces) lines.add({ stream: 'stdout', text });
  lines.end();
  return told;
}

test('where output is cut into pieces makes no difference', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'bc', '\n', '\r\n', ' ')), fc.nat(), (parts, cut) => {
      const text = parts.join('');
      const at = text.length === 0 ? 0 : cut % text.length;
      expect(linesOf([text.slice(0, at), text.slice(at)])).toEqual(linesOf([text]));
    }),
  );
});

test('the two streams are not mixed within a line', () => {
  const told: string[] = [];
  const lines = createLines((line) => void told.push(line));
  lines.add({ stream: 'stdout', text: 'one ' });
  lines.add({ stream: 'stderr', text: 'two\n' });
  lines.add({ stream: 'stdout', text: 'three\n' });
  expect(told).toEqual(['two', 'one three']);
});

test('a line without an end is kept only as far as it may be long', () => {
  const [line, ...others] = linesOf(Array.from({ length: 100 }, () => 'x'.repeat(1_000)));
  expect(line).toHaveLength(4_096);
  expect(others).toEqual([]);
});
