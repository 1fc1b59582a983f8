import { describe, expect, test } from 'vitest';
import { scoreGrouping } from '../../tools/bench/recognition/grouping.mts';

describe('the score of a grouping', () => {
  test('is full where the groups are the same, whatever they are called', () => {
    expect(scoreGrouping(['a', 'a', 'b'], ['1', '1', '2'])).toEqual({
      ga: 1,
      fga: 1,
      trueGroups: 2,
      givenGroups: 2,
    });
  });

  test('counts the lines, and the groups, of those that are exactly right', () => {
    // `a` is right, `b` was split, `c` and `d` were merged.
    const score = scoreGrouping('a a a b b c d'.split(' '), '1 1 1 2 3 4 4'.split(' '));
    expect(score).toEqual({ ga: 3 / 7, fga: 0.25, trueGroups: 4, givenGroups: 4 });
  });

  test('is nothing where no group is right', () => {
    expect(scoreGrouping(['a', 'b'], ['1', '1'])).toMatchObject({ ga: 0, fga: 0 });
  });
});
