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
