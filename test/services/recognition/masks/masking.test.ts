import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mask, scan } from '../../../../server/src/services/recognition/masks/index.ts';
import { masks } from '../../../../server/src/services/recognition/masks/registry.ts';

describe('masking', () => {
  test('leaves one text of two that differ in what differs from one occurrence to the next', () => {
    const first = mask(
      '2026-11-27 10:00:00 [4711] GET http://a:3000/x?y=1 failed after 12ms (/home/ada/app/a.js:3:1)',
    );
    const second = mask(
      '2027-01-02 23:59:59 [9] GET https://b.example.com/z failed after 1.5s (/srv/b.js:30:11)',
    );
    expect(first).toBe('<time> [<num>] GET <url> failed after <duration> (<path>)');
    expect(second).toBe(first);
  });

  test('keeps quoted names and the codes of errors', () => {
    const text = "TS2307: Cannot find module './a1/b2.js' or 'lodash-4' (EINTEGRITY)";
    expect(mask(text)).toBe(text);
  });

  test('masks within quotes what is a mask as a whole, and not a part of a name', () => {
    expect(mask("'3000', '/a b/c', 'v1.2.3', 'http://x/y', 'node18-test'")).toBe(
      "'<num>', '<path>', '<version>', '<url>', 'node18-test'",
    );
  });

  test('takes an apostrophe for no quote', () => {
    expect(mask("can't open 12 of /tmp/x, it isn't there")).toBe(
      "can't open <num> of <path>, it isn't there",
    );
  });

  test('knows its own marks, and leaves other things in angle brackets alone', () => {
    expect(mask('<path>:12 <div>12</div>')).toBe('<path>:<num> <div><num></div>');
  });

  test('gives the parts with what each is, codes included', () => {
    expect(partsOf('E404 at /srv/a.js, 3 times')).toEqual([
      { mask: 'code', text: 'E404' },
      { text: ' at ' },
      { mask: 'path', text: '/srv/a.js' },
      { text: ', ' },
      { mask: 'num', text: '3' },
      { text: ' times' },
    ]);
  });

  test('changes nothing that is masked, whatever it is', () => {
    fc.assert(
      fc.property(entangled, (text) => {
        const once = mask(text);
        expect(mask(once)).toBe(once);
      }),
      { numRuns: 20_000, seed: 5 },
    );
  });

  test('gives parts that are the text, whatever it is', () => {
    fc.assert(
      fc.property(entangled, (text) => {
        expect(
          partsOf(text)
            .map((token) => token.text)
            .join(''),
        ).toBe(text);
      }),
      { numRuns: 2_000, seed: 5 },
    );
  });

  test('reads each character a bounded number of times, whatever is repeated', () => {
    for (const piece of [...pieces, ...masks.flatMap((row) => row.examples.map(([text]) => text))]) {
      const short = readsOf(piece.repeat(20));
      const long = readsOf(piece.repeat(200));
      expect(long, piece).toBeLessThan(short * 11 + 5_000);
    }
  });
});

const pieces = [
  ...[
    'a',
    'B',
    'f',
    '1',
    '42',
    '123',
    '9999999',
    'x8',
    '.',
    ':',
    '/',
    '\\',
    '-',
    '_',
    '@',
    '~',
    ' ',
    '  ',
    ',',
    '(',
    ')',
    '[',
    ']',
  ],
  ...[
    "'",
    '"',
    '`',
    '<',
    '>',
    '<num>',
    '<path>',
    '=',
    '+',
    '%',
    '\n',
    'é',
    'e',
    'ms',
    ' ms',
    's',
    'MB',
    'v',
    'T',
    'Z',
    'Nov',
    ' 27',
  ],
  ...[
    '10:00:00',
    '2026-11-27',
    '1.2.3',
    '127.0.0.1',
    '::1',
    'localhost',
    'a.b',
    '.ts',
    'tmp',
    '.tmp',
    '0x',
    'deadbee1',
    'TS',
    'code ',
    'http://',
  ],
  ...[
    'sha512-',
    'file:',
    'C:\\',
    'ORA-',
    'SQLSTATE[',
    '123e4567-e89b-42d3-a456-426614174000',
    'sha256',
    '-12',
    '!/',
    'AM',
    '1,234',
  ],
];

/** What masks are made of, joined at random, so that they touch and cut each other. */
const entangled = fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((parts) => parts.join(''));

/** How many characters of a text masking looks at, each as often as it does. */
function readsOf(text: string): number {
  let reads = 0;
  const counting = {
    length: text.length,
    charAt: (at: number) => (reads++, text.charAt(at)),
    charCodeAt: (at: number) => (reads++, text.charCodeAt(at)),
    startsWith: (found: string, at: number) => ((reads += found.length), text.startsWith(found, at)),
    slice: (start: number, end = text.length) => (
      (reads += Math.max(0, end - start)),
      text.slice(start, end)
    ),
    indexOf: (found: string, from: number) => {
      const at = text.indexOf(found, from);
      reads += (at === -1 ? text.length : at) - from;
      return at;
    },
  };
  mask(counting as unknown as string);
  return reads;
}

interface Part {
  readonly mask?: string;
  readonly text: string;
}

/** A text in its parts, each with the mask that took it. */
function partsOf(text: string): readonly Part[] {
  const parts: Part[] = [];
  let end = 0;
  scan(text, ({ name }, start, behind) => {
    if (start > end) parts.push({ text: text.slice(end, start) });
    parts.push({ mask: name, text: text.slice(start, behind) });
    end = behind;
  });
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}
