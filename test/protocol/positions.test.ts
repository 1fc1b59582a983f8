import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { combineChanges, offsetAt, positionAt } from '../../server/src/protocol/index.ts';

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

describe('combined changes', () => {
  const logger = { path: 'src/logger.ts', before: null, after: 'export const logger = {};' };
  const change = (path: string, after: string) => ({ path, before: 'x', after });

  it('hold a file that two changes create alike only once', () => {
    const combined = combineChanges([
      { files: [logger, change('a.ts', '1')] },
      { files: [logger, change('b.ts', '2')] },
    ]);
    expect('change' in combined && combined.change.files.map(({ path }) => path)).toEqual([
      'src/logger.ts',
      'a.ts',
      'b.ts',
    ]);
  });

  it('are refused, by path, when two changes want a file differently', () => {
    const combined = combineChanges([{ files: [change('a.ts', '1')] }, { files: [change('a.ts', '2')] }]);
    expect(combined).toEqual({ conflict: 'a.ts' });
  });
});
