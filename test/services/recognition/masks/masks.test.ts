import { describe, expect, test } from 'vitest';
import { mask } from '../../../../server/src/services/recognition/masks/index.ts';
import { masks } from '../../../../server/src/services/recognition/masks/registry.ts';

for (const row of masks)
  describe(`${row.name}: ${row.what}`, () => {
    test.each(row.examples)('%s', (text, masked) => {
      expect(mask(text)).toBe(masked);
    });
    test.each(row.kept)('%s stays', (text) => {
      expect(mask(text)).toBe(text);
    });
  });
