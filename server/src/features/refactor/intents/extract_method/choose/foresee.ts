import { firstOf, lastOf } from '../range.ts';
import type { Rest } from './candidates.ts';
import { excessOf } from './excess.ts';
import type { Choice, Choices } from './index.ts';

/**
 * Which ranges of one function are likely to be taken, one after the other, without making the edits: each lies apart from
 * those before it and still takes something off what is too much.
 */
export function foresee([first, ...others]: Choices): readonly Choice[] {
  const taken: Choice[] = [];
  let now: Rest = first.before;
  for (const choice of [first, ...others]) {
    const then = afterwards(now, choice);
    const isWorthIt = excessOf(then) < excessOf(now);
    if (!isWorthIt || taken.some((each) => overlap(each, choice))) continue;
    taken.push(choice);
    now = then;
  }
  return taken;
}

/** The measures of a function around once a range of it, or of a function in it, is out. */
export function afterwards({ complexity, lines }: Rest, { before, after }: Choice): Rest {
  return {
    complexity: complexity - before.complexity + after.complexity,
    lines: lines - before.lines + after.lines,
  };
}

export function overlap({ range: one }: Choice, { range: other }: Choice): boolean {
  return firstOf(one).pos < lastOf(other).end && firstOf(other).pos < lastOf(one).end;
}
