import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createUnsealer, seal } from '../../server/src/base/index.ts';

test('a sealed text opens for its reader, and for nobody else', () => {
  const [reader, other] = [createUnsealer(), createUnsealer()];
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const sealed = seal(text, reader.publicKey);
      expect(reader.open(sealed)).toBe(text);
      expect(other.open(sealed)).toBeUndefined();
    }),
    { numRuns: 50 },
  );
});

test('what was changed on the way, in any byte, does not open', () => {
  const reader = createUnsealer();
  const sealed = Buffer.from(seal('a secret', reader.publicKey), 'base64');
  for (const index of sealed.keys()) {
    const changed = Buffer.from(sealed);
    changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
    expect(reader.open(changed.toString('base64'))).toBeUndefined();
  }
  expect(reader.open('')).toBeUndefined();
});

test('two seals of one text have nothing in common', () => {
  const { publicKey } = createUnsealer();
  const text = 'the very same text of some length';
  expect(seal(text, publicKey)).not.toBe(seal(text, publicKey));
});
