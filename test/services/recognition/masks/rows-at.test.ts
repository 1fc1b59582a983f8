import fc from 'fast-check';
import { expect, test } from 'vitest';
import { noMatch, type Then } from '../../../../server/src/services/recognition/masks/define.ts';
import { masks } from '../../../../server/src/services/recognition/masks/registry.ts';

const pieces = fc.oneof(
  fc.constantFrom(...masks.flatMap(({ examples, kept }) => [...examples.map(([text]) => text), ...kept])),
  fc.constantFrom('.', ',', '-', '/', ':', ' ', '_', 'x', 'Z', '0', '27', 'Nov', 'ms', 'é', '@', '(', '='),
);
const texts = fc.array(pieces, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''));

test('a mask takes nothing behind whose first letters or digits stands what it does not name', () => {
  let left = 0;
  fc.assert(
    fc.property(texts, (text) => {
      for (const mask of masks)
        for (let at = 0; at < text.length; at++) {
          const then = thenAt(text, at);
          if (!mask.then || then === undefined || mask.then.some((name) => name === then)) continue;
          if (at > 0 && /[\p{L}\d]/u.test(text[at - 1] ?? '')) continue;
          left += 1;
          const start = { text, at, end: wordEnd(text, at), previous: '', previousEnd: -1 };
          expect(mask.match(start), `${mask.name} at ${at} of ${text}`).toBe(noMatch);
        }
    }),
    { numRuns: 500 },
  );
  expect(left).toBeGreaterThan(1_000);
});

const names: Readonly<Record<string, Then>> = {
  '.': 'dot',
  ',': 'comma',
  '-': 'dash',
  '/': 'slash',
  ':': 'colon',
  ' ': 'space',
};

/** What stands behind the letters or digits that begin at `at`; `undefined` where neither does. */
function thenAt(text: string, at: number): Then | 'other' | undefined {
  const run = /^(?:[^\P{L}]+|\d+)/u.exec(text.slice(at))?.[0];
  if (run === undefined) return undefined;
  const next = text.charAt(at + run.length);
  if (/\d/u.test(next)) return 'digit';
  if (/\p{L}/u.test(next)) return 'letter';
  return names[next] ?? 'other';
}

function wordEnd(text: string, at: number): number {
  const behind = at + (/^[\p{L}\d_\-./\\:@+%~#$^]*/u.exec(text.slice(at))?.[0].length ?? 0);
  return behind - (/[.:]*$/u.exec(text.slice(at, behind))?.[0].length ?? 0);
}
