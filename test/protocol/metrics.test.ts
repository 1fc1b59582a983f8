import { expect, test } from 'vitest';
import { metricsInWords } from '../../server/src/protocol/index.ts';

test('what gets better is told as before and after, what there is as a count', () => {
  const metrics = { complexityBefore: 40, complexityAfter: 34, linesBefore: 69, linesAfter: 61 };
  expect(metricsInWords(metrics)).toEqual(['complexity 40 → 34', 'lines 69 → 61']);
  expect(metricsInWords({ calls: 3, hints: 1, catches: 1, names: 0 })).toEqual([
    '3 calls',
    '1 hint',
    '1 catch',
  ]);
});
