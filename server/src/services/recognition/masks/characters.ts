/** What each character may be part of, so that a scanner asks one table instead of comparing ranges. */
export const letter = 1;
export const digit = 2;
/** Holds the pieces of a word together: `a.b`, `a-b`, `a/b`, `a:1`. */
export const joiner = 4;
export const hexadecimal = 8;
export const upper = 16;
export const slash = 32;
export const colon = 64;
export const alphanumeric = letter | digit;
export const word = letter | digit | joiner;

const joiners = '_-./\\:@+%~#$^';
const classes = Uint8Array.from({ length: 128 }, (_, code) => classify(String.fromCharCode(code)));

function classify(text: string): number {
  const isLetter = /[a-z]/i.test(text) ? letter : 0;
  const isUpper = /[A-Z]/.test(text) ? upper : 0;
  const isDigit = /[0-9]/.test(text) ? digit : 0;
  const isHexadecimal = /[0-9a-f]/i.test(text) ? hexadecimal : 0;
  const isSlash = text === '/' || text === '\\' ? slash : 0;
  const isColon = text === ':' ? colon : 0;
  const isJoiner = joiners.includes(text) ? joiner : 0;
  return isLetter | isUpper | isDigit | isHexadecimal | isSlash | isColon | isJoiner;
}

/** The classes of the character at `at`, as bits; whatever is not ASCII is a letter, and nothing stands behind the end. */
export function classAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code < 128) return classes[code] ?? 0;
  return code >= 128 ? letter : 0;
}

export function isAlphanumeric(text: string, at: number): boolean {
  return (classAt(text, at) & alphanumeric) !== 0;
}

/** Behind the last character from `at` on that has one of these classes, at most at `end`. */
export function skip(text: string, at: number, end: number, wanted: number): number {
  while (at < end && (classAt(text, at) & wanted) !== 0) at++;
  return at;
}
