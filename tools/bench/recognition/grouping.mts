/** How well a grouping of lines agrees with the true one. */
export interface GroupingScore {
  /** Grouping accuracy: the share of lines whose group is exactly a true group. */
  readonly ga: number;
  /** The harmonic mean of the shares of given groups and of true groups that are exactly one of the others. */
  readonly fga: number;
  readonly trueGroups: number;
  readonly givenGroups: number;
}

export function scoreGrouping(truth: readonly string[], given: readonly string[]): GroupingScore {
  const trueGroups = sizesOf(truth);
  const givenGroups = sizesOf(given);
  const pairs = sizesOf(truth.map((group, line) => JSON.stringify([group, given[line]])));
  let exactLines = 0;
  let exactGroups = 0;
  for (const [pair, size] of pairs) {
    const [group, guess] = JSON.parse(pair) as [string, string];
    if (size !== trueGroups.get(group) || size !== givenGroups.get(guess)) continue;
    exactLines += size;
    exactGroups++;
  }
  const precision = exactGroups / givenGroups.size;
  const recall = exactGroups / trueGroups.size;
  return {
    ga: exactLines / truth.length,
    fga: exactGroups === 0 ? 0 : (2 * precision * recall) / (precision + recall),
    trueGroups: trueGroups.size,
    givenGroups: givenGroups.size,
  };
}

function sizesOf(groups: readonly string[]): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  return sizes;
}
