import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyInput } from './any-input.ts';
import { caseFiles } from './case-files.ts';
import { recognized } from './recognized.ts';

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
