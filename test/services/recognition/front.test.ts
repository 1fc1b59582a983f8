import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recognized, summary } from './recognized.ts';

const broken = "src/cart.ts(12,5): error TS2304: Cannot find name 'totl'.";
const asFound = ["tsc TS2304 src/cart.ts:12:5 Cannot find name 'totl'."];

describe('whatever an output looks like on the way', () => {
  it.each([
    ['as it is', `${broken}\n`],
    ['without a last line feed', broken],
    ['with a byte order mark', `\ufeff${broken}\n`],
    ['with carriage returns', `a line\r\n${broken}\r\nanother\r\n`],
    [
      'in colours',
      `\u001b[31msrc/cart.ts\u001b[39m(12,5): \u001b[1merror\u001b[22m TS2304: Cannot find name 'totl'.\n`,
    ],
    ['written over a progress bar', `⠙ 12%\r⠹ 48%\r\u001b[2K${broken}\n`],
    ['behind the time of a build server', `2026-11-27T12:00:00.1234567Z ${broken}\n`],
    ['in one of several outputs', `[web] starting\n[api] ${broken}\n[web] started\n`],
    ['of a service', `api-1  | ${broken}\n`],
    ['of a package', `packages/api typecheck: ${broken}\n`],
    [
      'beside bytes that are no text',
      Buffer.concat([Buffer.from([0xff, 0xc3, 0x28, 10]), Buffer.from(broken)]),
    ],
    ['after a line of a megabyte', `${'x'.repeat(1024 * 1024)}\n${broken}\n`],
  ])('finds the same: %s', (_what, input) => {
    expect(summary(recognized(input))).toEqual(asFound);
  });

  it('finds nothing where nothing is wrong', () => {
    expect(recognized('> shop@1.0.0 test\n> vitest run\n\nall good: 12 passed, error rate 0\n')).toEqual([]);
  });

  it('keeps apart what two outputs print through each other', () => {
    const mixed = [
      '[web] TypeError: cart is undefined',
      "[api] src/a.ts(1,2): error TS2322: Type 'string' is not assignable to type 'number'.",
      '[web]     at total (/home/ada/shop/src/cart.js:3:9)',
      "[api]   Type 'string' is not assignable to type 'undefined'.",
      '[web]     at main (/home/ada/shop/src/main.js:8:1)',
    ].join('\n');
    const [first, second] = [...recognized(mixed)].sort((one, other) => one.firstLine - other.firstLine);
    expect(first?.frames).toHaveLength(2);
    expect(second?.details).toEqual(["Type 'string' is not assignable to type 'undefined'."]);
  });

  it('is the same wherever the bytes are cut', () => {
    const text = `\u001b[1m“ä€😀”\u001b[0m\r\n${broken}\r\nTypeError: kaputt – ä\n    at f (/home/ada/shop/src/ä.js:1:2)\n`;
    const bytes = Buffer.from(text);
    const whole = recognized(bytes);
    expect(whole).toHaveLength(2);
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 6 }), (cuts) => {
        expect(recognized(bytes, { cuts })).toEqual(whole);
      }),
    );
  });
});
