import type { ts } from '../../../typescript.ts';
import { namesOf } from './names.ts';

/** A statement and what it was before the change; `undefined` for a new one. */
export interface Pair {
  readonly after: ts.Statement;
  readonly before: ts.Statement | undefined;
  readonly isSame: boolean;
}

export interface Pairs {
  readonly all: readonly Pair[];
  /** Statements that are there no more. */
  readonly gone: readonly ts.Statement[];
}

/** Matches the top-level statements of two texts of one file: equal ones in order, then changed ones by what they declare. */
export function pairsOf(before: ts.SourceFile, after: ts.SourceFile): Pairs {
  const old = before.statements.map((each) => each.getFullText(before));
  const now = after.statements.map((each) => each.getFullText(after));
  const matched = new Map<number, number>();
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) {
    matched.set(start, start);
    start += 1;
  }
  let tail = 0;
  while (tail < Math.min(old.length, now.length) - start && old.at(-1 - tail) === now.at(-1 - tail)) {
    tail += 1;
    matched.set(now.length - tail, old.length - tail);
  }
  matchInOrder(old, now, { start, oldEnd: old.length - tail, nowEnd: now.length - tail }, matched);
  return pairUp(before, after, matched);
}

/** Changed statements are paired where they stand in the same order among the others: what runs first may matter. */
function pairUp(before: ts.SourceFile, after: ts.SourceFile, matched: ReadonlyMap<number, number>): Pairs {
  const taken = new Set(matched.values());
  const gone = new Set(before.statements.filter((_, index) => !taken.has(index)));
  let from = 0;
  const all = after.statements.map((statement, index): Pair => {
    const same = matched.get(index);
    if (same !== undefined) {
      from = same + 1;
      return { after: statement, before: before.statements[same], isSame: true };
    }
    for (let at = from; at < before.statements.length && !taken.has(at); at += 1) {
      const old = before.statements[at];
      if (!old || !declareSame(old, statement)) continue;
      from = at + 1;
      gone.delete(old);
      return { after: statement, before: old, isSame: false };
    }
    return { after: statement, before: undefined, isSame: false };
  });
  return { all, gone: [...gone] };
}

function declareSame(one: ts.Statement, other: ts.Statement): boolean {
  return one.kind === other.kind && namesOf(one).join() === namesOf(other).join();
}

/** What is equal in the middle, in the order it stands in on both sides. */
function matchInOrder(
  old: readonly string[],
  now: readonly string[],
  { start, oldEnd, nowEnd }: { readonly start: number; readonly oldEnd: number; readonly nowEnd: number },
  matched: Map<number, number>,
): void {
  let from = start;
  for (let index = start; index < nowEnd; index += 1) {
    const found = old.indexOf(now[index] ?? '', from);
    if (found < 0 || found >= oldEnd) continue;
    matched.set(index, found);
    from = found + 1;
  }
}
