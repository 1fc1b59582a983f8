import type { Side } from './change-view.ts';

/** Tokens shared by two contexts, as a share of all, from which on they count as one place that was edited. */
const sameContextShareMin = 0.5;

/** Something countable in one side of a file. */
export interface Mark {
  readonly key: string;
  readonly side: Side;
  /** 1-based. */
  readonly line: number;
  /** Text around the mark; marks with equal keys are one mark that moved only where their contexts resemble each other. */
  readonly context?: string;
}

/**
 * What a change adds and takes away, as multisets over all of its files: a mark that moved, within a file or between
 * files, is neither.
 */
export function difference<M extends Mark>(
  before: readonly M[],
  after: readonly M[],
): { readonly gained: readonly M[]; readonly lost: readonly M[] } {
  let gained = after;
  let lost = before;
  for (const same of [sameSpot, sameText, similar]) {
    const waiting = groupedBy(lost, (mark) => mark.key);
    const left: M[] = [];
    for (const mark of gained) {
      const candidates = waiting.get(mark.key) ?? [];
      const index = candidates.findIndex((candidate) => same(candidate, mark));
      if (index === -1) left.push(mark);
      else candidates.splice(index, 1);
    }
    gained = left;
    lost = [...waiting.values()].flat();
  }
  return { gained, lost };
}

/** Values under the key that `keyOf` gives them, in their order. */
export function groupedBy<T>(values: readonly T[], keyOf: (value: T) => string): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group) group.push(value);
    else groups.set(keyOf(value), [value]);
  }
  return groups;
}

/** Two texts that share most of their tokens. */
export function resemble(one: string, other: string): boolean {
  return resemblance(one, other) >= sameContextShareMin;
}

/** Dice coefficient over tokens, 0 to 1. */
export function resemblance(one: string, other: string): number {
  const left = wordsOf(one);
  const right = wordsOf(other);
  if (left.length + right.length === 0) return 1;
  const counts = new Map<string, number>();
  for (const word of left) counts.set(word, (counts.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of right) {
    const count = counts.get(word) ?? 0;
    if (count === 0) continue;
    counts.set(word, count - 1);
    shared++;
  }
  return (2 * shared) / (left.length + right.length);
}

export function wordsOf(text: string): readonly string[] {
  return text.match(/[\p{L}_$][\p{L}\d_$]*|\d[\w.]*|'[^']*'|"[^"]*"|`[^`]*`|[^\s;,]/gu) ?? [];
}

function sameSpot(one: Mark, other: Mark): boolean {
  return one.side.path === other.side.path && one.context === other.context;
}

function sameText(one: Mark, other: Mark): boolean {
  return one.context === other.context;
}

function similar(one: Mark, other: Mark): boolean {
  return one.context === undefined || other.context === undefined || resemble(one.context, other.context);
}
