/**
 * A type with one name in it, with the words of another in their place, as `TeamOptions` of `createTeam` is to
 * `UserOptions` of `createUser`; `undefined` where the name is not in it.
 */
export function translate(type: string, name: string, own: string): string | undefined {
  for (const [theirs, ours] of [differenceOf(name, own), [name, own] as const]) {
    if (theirs.length < lengthMin || ours === '') continue;
    const pattern = new RegExp(theirs.replace(/[$]/g, '\\$&'), 'gi');
    const translated = type.replace(pattern, (found, at: number) =>
      isKeyword(type, at, found) ? found : inCaseOf(found, ours),
    );
    if (translated !== type) return translated;
  }
  return undefined;
}

/** A shorter word is found in everything. */
const lengthMin = 3;

/** `Async` and `Queue` of `AsyncAction` and `QueueAction`: what is left without the words that both start and end with. */
function differenceOf(name: string, own: string): readonly [string, string] {
  const [theirs, ours] = [wordsOf(name), wordsOf(own)];
  let start = 0;
  while (start < theirs.length && theirs[start] === ours[start]) start += 1;
  let end = 0;
  const longest = Math.min(theirs.length, ours.length) - start;
  while (end < longest && theirs.at(-1 - end) === ours.at(-1 - end)) end += 1;
  const rest = (words: readonly string[]) => words.slice(start, words.length - end).join('');
  return [rest(theirs), rest(ours)];
}

function wordsOf(name: string): string[] {
  return name.match(/[A-Z]+(?![a-z])|[A-Z]?[^A-Z]+/g) ?? [];
}

/** `string` in `string | StringOptions`. */
function isKeyword(type: string, at: number, found: string): boolean {
  const isWhole = !/[\w$]/.test(type.charAt(at - 1)) && !/[\w$]/.test(type.charAt(at + found.length));
  return isWhole && /^[a-z]/.test(found);
}

function inCaseOf(like: string, word: string): string {
  const first = word.charAt(0);
  return (/^[A-Z]/.test(like) ? first.toUpperCase() : first.toLowerCase()) + word.slice(1);
}
