/**
 * Whether a pattern names `path` or a folder around it. `*` and `?` stand for characters of one name, `**` for any number of
 * folders; everything else stands for itself. Compared as the most forgiving file system would, without case: what is
 * forbidden must not be reached by another spelling.
 *
 * Patterns come from repositories. A regular expression of one may take longer than anybody waits; here the cost is at most
 * the product of both lengths.
 */
export function forbids(pattern: string, path: string): boolean {
  return covers(segmentsOf(pattern), segmentsOf(path));
}

function segmentsOf(path: string): readonly string[] {
  return (
    path
      .normalize('NFC')
      .toLowerCase()
      .split('/')
      // Windows drops trailing dots and spaces.
      .map((segment) => segment.replace(/[. ]+$/u, ''))
      .filter((segment) => segment !== '')
  );
}

/** Greedy, with one place to come back to: the last `**`, which takes one segment more each time. */
function covers(pattern: readonly string[], path: readonly string[]): boolean {
  return wildcardMatch(pattern, path, {
    isStar: (segment) => segment === '**',
    fits: fitsWildcards,
    // What is left of the path lies in a folder that the pattern names.
    mayEndEarly: true,
  });
}

/** `*` stands for any characters and `?` for one; the cost is at most the product of both lengths. */
export function fitsWildcards(pattern: string, name: string): boolean {
  return wildcardMatch(Array.from(pattern), Array.from(name), {
    isStar: (character) => character === '*',
    fits: (wanted, character) => wanted === '?' || wanted === character,
    mayEndEarly: false,
  });
}

interface Manner {
  readonly isStar: (wanted: string) => boolean;
  readonly fits: (wanted: string, found: string) => boolean;
  readonly mayEndEarly: boolean;
}

function wildcardMatch(
  wanted: readonly string[],
  found: readonly string[],
  { isStar, fits, mayEndEarly }: Manner,
): boolean {
  let next = 0;
  let star = -1;
  let resume = 0;
  for (let index = 0; index < found.length;) {
    const want = wanted[next];
    const have = found[index] ?? '';
    if (want !== undefined && isStar(want)) {
      star = next;
      next += 1;
      resume = index;
    } else if (want !== undefined && fits(want, have)) {
      next += 1;
      index += 1;
    } else if (want === undefined && mayEndEarly) {
      return true;
    } else if (star >= 0) {
      resume += 1;
      index = resume;
      next = star + 1;
    } else {
      return false;
    }
  }
  while (next < wanted.length && isStar(wanted[next] ?? '')) next += 1;
  return next === wanted.length;
}
