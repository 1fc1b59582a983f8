import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { offsetAt, positionAt } from '../../server/src/protocol/index.ts';

describe('positions', () => {
  it.each([
    ['a\nb', 2, { line: 2, column: 1 }],
    ['a\r\nb', 3, { line: 2, column: 1 }],
    ['😀x', 2, { line: 1, column: 3 }],
    ['', 0, { line: 1, column: 1 }],
  ])('in %j offset %d is %j', (text, offset, position) => {
    expect(positionAt(text, offset)).toEqual(position);
    expect(offsetAt(text, position)).toBe(offset);
  });

  it('has no offset for a line that is not there', () => {
    expect(offsetAt('one', { line: 2, column: 1 })).toBeUndefined();
  });

  it('come back from a position to the same offset, whatever the text', () => {
    const text = fc.array(fc.constantFrom('a', ' ', '\n', '\r\n', 'é', '😀')).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, fc.nat(), (content, seed) => {
        const offset = seed % (content.length + 1);
        const inCrlf = content[offset] === '\n' && content[offset - 1] === '\r';
        fc.pre(!inCrlf);
        expect(offsetAt(content, positionAt(content, offset))).toBe(offset);
      }),
    );
  });
});
