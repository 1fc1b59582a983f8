import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitLines } from '../../../server/src/services/recognition/lines.ts';
import { candidatesOf } from '../../../server/src/services/recognition/parsers/index.ts';
import { readErrors } from '../../../server/src/services/recognition/read-errors.ts';
import { anyInput } from './any-input.ts';
import { caseFiles } from './case-files.ts';
import { recognized } from './recognized.ts';

/** How often parsers are asked about one line: once, and again by each block that gave it back. */
const askedMax = 4;

describe('any input', () => {
  it('is read without an exception, to the same errors wherever it is cut', () => {
    fc.assert(
      fc.property(anyInput(), fc.array(fc.nat(3_000), { maxLength: 8 }), (bytes, cuts) => {
        const whole = recognized(bytes);
        expect(recognized(bytes, { cuts: cuts.filter((cut) => cut <= bytes.length) })).toEqual(whole);
        for (const { firstLine, lastLine, message } of whole) {
          expect(firstLine).toBeGreaterThan(0);
          expect(lastLine).toBeGreaterThanOrEqual(firstLine);
          expect(message).not.toBe('');
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is read in 10,000 cases without an exception, each line a bounded number of times', () => {
    let lines = 0;
    let asked = 0;
    const counting = (text: string) => {
      asked += 1;
      return candidatesOf(text);
    };
    fc.assert(
      fc.property(anyInput(), (bytes) => {
        [lines, asked] = [0, 0];
        const reader = readErrors(() => undefined, counting);
        const splitter = splitLines((line) => {
          lines += 1;
          reader.take(line);
        });
        splitter.push(bytes);
        splitter.end();
        reader.end();
        expect(asked).toBeLessThanOrEqual(askedMax * (lines + 1));
      }),
      { numRuns: 10_000 },
    );
  });

  it('with errors one after the other tells of the first as well when it is cut off behind it', () => {
    for (const { output } of caseFiles().slice(0, 40)) {
      const twice = recognized(`${output}\n\n${output}`);
      const cut = recognized(`${output}\n\n${output.slice(0, output.length / 2)}`);
      const [first] = recognized(output);
      expect(twice[0]).toEqual(first);
      expect(cut[0]).toEqual(first);
    }
  });
});
