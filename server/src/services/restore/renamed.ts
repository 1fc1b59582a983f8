import { mergeLines } from './merge.ts';

/** Pairs of an old and a new name that are tried; more new names than that are no rename but an edit. */
const pairsMax = 16;

/**
 * Undoes a change whose new name was changed since, as people do right after they extract something: with the name as it
 * was given, the present merges with what was before. `undefined` when that is not what happened.
 */
export function mergeRenamed(present: string, base: string, target: string): string | undefined {
  const [now, then, before] = [wordsOf(present), wordsOf(base), wordsOf(target)];
  const given = [...then].filter((word) => !before.has(word) && !now.has(word) && isDeclaredIn(base, word));
  const chosen = [...now].filter((word) => !before.has(word) && !then.has(word));
  if (given.length * chosen.length > pairsMax) return undefined;
  for (const name of given) {
    for (const other of chosen) {
      const merged = mergeLines(
        present.replace(asWord(other), () => name),
        base,
        target,
      );
      if ('text' in merged && !wordsOf(merged.text).has(name)) return merged.text;
    }
  }
  return undefined;
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu));
}

/** Only what something is called can be renamed; another word in its place is an edit. */
function isDeclaredIn(text: string, name: string): boolean {
  const escaped = name.replaceAll('$', String.raw`\$`);
  const declared = String.raw`\b(?:function\s*\*?|const|let|class|interface|type)\s+${escaped}(?![\p{ID_Continue}$])`;
  const method = String.raw`^[ \t]*(?:[a-z]+[ \t]+)*[*#]*${escaped}[ \t]*[(<].*\{[ \t]*\r?$`;
  return new RegExp(`${declared}|${method}`, 'mu').test(text);
}

function asWord(name: string): RegExp {
  const escaped = name.replaceAll('$', String.raw`\$`);
  return new RegExp(String.raw`(?<![\p{ID_Continue}$])${escaped}(?![\p{ID_Continue}$])`, 'gu');
}
