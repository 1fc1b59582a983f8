import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { recognizeLines, type RecognizedLine } from '../../../server/src/services/recognition/index.ts';

describe('lines that no parser knows', () => {
  const log =
    'session of user ada began\nsession of user bob began\nsrc/a.ts(1,2): error TS2304: No.\nsession of user cleo began\n';

  test('go by one template and one signature, also those before it was known, at the end', () => {
    const lines = answered(log, 'at the end');
    expect(lines.map(({ line, template }) => `${line} ${template}`)).toEqual([
      '1 session of user <*> began',
      '2 session of user <*> began',
      '3 TS2304: No',
      '4 session of user <*> began',
    ]);
    expect(new Set(lines.map(({ signature }) => signature)).size).toBe(2);
  });

  test('keep at once the signature of the first of them', () => {
    const [first, second, , last] = answered(log, 'at once');
    expect(first?.template).toBe('session of user ada began');
    expect(second?.signature).not.toBe(first?.signature);
    expect(last).toMatchObject({ signature: first?.signature, template: 'session of user <*> began' });
  });

  test('tell at once which signatures before them were found to be of their template', () => {
    const lines = answered(log, 'at once');
    const [first, second, third, last] = lines;
    expect([first, second, third].map((line) => line?.aliases)).toEqual([undefined, undefined, undefined]);
    expect(last?.aliases).toContainEqual({ from: second?.signature, to: first?.signature });
    expect(answered(log, 'at the end').every(({ aliases }) => aliases === undefined)).toBe(true);
  });

  test('are at once, with aliases resolved, the groups that they are at the end', () => {
    const words = fc.constantFrom('ada', 'bob', 'cleo', 'dora', 'emil', 'finn', 'node-1', 'node-2');
    const sentence = fc
      .tuple(fc.constantFrom('session of user', 'connection from host', 'stopped'), words, words)
      .map(([what, who, whom]) => `${what} ${who} by ${whom} in 12 ms`);
    fc.assert(
      fc.property(fc.array(sentence, { minLength: 1, maxLength: 60 }), (sentences) => {
        const text = `${sentences.join('\n')}\n`;
        const resolved = withAliases(answered(text, 'at once'));
        expect(groupsOf(resolved)).toEqual(groupsOf(answered(text, 'at the end')));
      }),
      { numRuns: 100 },
    );
  });

  test('are the same wherever the bytes are cut', () => {
    const bytes = Buffer.from(log);
    for (const answers of ['at once', 'at the end'] as const) {
      const whole = answered(log, answers);
      fc.assert(
        fc.property(fc.array(fc.nat(bytes.length), { maxLength: 5 }), (cuts) => {
          expect(answered(log, answers, cuts)).toEqual(whole);
        }),
        { numRuns: 30 },
      );
    }
  });
});

function answered(
  text: string,
  answers: 'at once' | 'at the end',
  cuts: readonly number[] = [],
): RecognizedLine[] {
  const lines: RecognizedLine[] = [];
  const recognizer = recognizeLines({ root: '/home/ada/shop', answers }, (line) => lines.push(line));
  const bytes = Buffer.from(text);
  let start = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    recognizer.push(bytes.subarray(start, cut));
    start = cut;
  }
  recognizer.push(bytes.subarray(start));
  recognizer.end();
  return lines;
}

/** The lines by what their signatures are known as in the end. */
function withAliases(lines: readonly RecognizedLine[]): readonly Pick<RecognizedLine, 'signature'>[] {
  const known = new Map(lines.flatMap(({ aliases = [] }) => aliases.map(({ from, to }) => [from, to])));
  return lines.map(({ signature }) => {
    let now = signature;
    for (let next = known.get(now); next !== undefined; next = known.get(now)) now = next;
    return { signature: now };
  });
}

/** For each line the first one that has the same signature. */
function groupsOf(lines: readonly Pick<RecognizedLine, 'signature'>[]): readonly number[] {
  const all = lines.map(({ signature }) => signature);
  return all.map((signature) => all.indexOf(signature));
}
