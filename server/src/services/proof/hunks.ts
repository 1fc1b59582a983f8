import { diffArrays } from 'diff';

/** Lines of a text that are replaced: `length` lines from line `start` (0-based) on give way to `lines`. */
export interface Hunk {
  readonly start: number;
  /** 0 for an insertion before line `start`. */
  readonly length: number;
  /** Each with its line end. */
  readonly lines: readonly string[];
}

/** What turns `before` into `after`, in order; between two hunks lies at least one line that both texts have. */
export function hunksOf(before: string, after: string): readonly Hunk[] {
  const old = linesOf(before);
  const now = linesOf(after);
  const shorter = Math.min(old.length, now.length);
  let head = 0;
  while (head < shorter && old[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail += 1;
  const hunks: Hunk[] = [];
  let line = head;
  let open: { start: number; length: number; lines: string[] } | undefined;
  for (const part of diffArrays(old.slice(head, old.length - tail), now.slice(head, now.length - tail))) {
    if (!part.added && !part.removed) {
      if (open) hunks.push(open);
      open = undefined;
      line += part.value.length;
      continue;
    }
    open ??= { start: line, length: 0, lines: [] };
    if (part.added) open.lines.push(...part.value);
    else {
      open.length += part.value.length;
      line += part.value.length;
    }
  }
  return open ? [...hunks, open] : hunks;
}

/** The text with its hunks made; they are in order and do not overlap. */
export function withHunks(text: string, hunks: readonly Hunk[]): string {
  const lines = linesOf(text);
  const result: string[] = [];
  let line = 0;
  for (const hunk of hunks) {
    result.push(...lines.slice(line, hunk.start), ...hunk.lines);
    line = hunk.start + hunk.length;
  }
  return [...result, ...lines.slice(line)].join('');
}

/**
 * The hunks of both, in order; `undefined` where they touch. Two insertions at one place stay in the order given, unless
 * they are equal: then nobody can tell whether the lines are wanted once or twice. Lines that both replace alike are
 * replaced once.
 */
export function mergeHunks(first: readonly Hunk[], second: readonly Hunk[]): readonly Hunk[] | undefined {
  const merged: Hunk[] = [];
  let left = 0;
  let right = 0;
  for (;;) {
    const one = first[left];
    const other = second[right];
    if (!one || !other) return [...merged, ...first.slice(left), ...second.slice(right)];
    if (isSameReplacement(one, other)) right += 1;
    else if (one.start + one.length < other.start || mayFollow(one, other)) {
      merged.push(one);
      left += 1;
    } else if (other.start + other.length < one.start) {
      merged.push(other);
      right += 1;
    } else return undefined;
  }
}

function isSameReplacement(one: Hunk, other: Hunk): boolean {
  return (
    one.length > 0 && one.start === other.start && one.length === other.length && hasSameLines(one, other)
  );
}

/** Two different insertions at one place. */
function mayFollow(one: Hunk, other: Hunk): boolean {
  return one.start === other.start && one.length === 0 && other.length === 0 && !hasSameLines(one, other);
}

function hasSameLines(one: Hunk, other: Hunk): boolean {
  return one.lines.length === other.lines.length && one.lines.every((line, at) => line === other.lines[at]);
}

/** Each line with its own line end, so that joining them gives the text back. */
function linesOf(text: string): readonly string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}
