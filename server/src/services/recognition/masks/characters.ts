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
/** Of every code unit, so that none is asked for in two ways. */
const classes = Uint8Array.from({ length: 65_536 }, (_, code) =>
  code < 128 ? classify(String.fromCharCode(code)) : letter,
);

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

/** The classes of the character at `at`, as bits; whatever is not ASCII is a letter, and nothing stands before the start or behind the end. */
export function classAt(text: string, at: number): number {
  // The engine is slow where a text is asked for what it does not have.
  return at >= 0 && at < text.length ? (classes[text.charCodeAt(at)] ?? 0) : 0;
}

/** The code unit at `at`; 0 where there is none. */
export function codeAt(text: string, at: number): number {
  return at >= 0 && at < text.length ? text.charCodeAt(at) : 0;
}

/** The character at `at`; empty where there is none. */
export function charAt(text: string, at: number): string {
  return at >= 0 && at < text.length ? text.charAt(at) : '';
}

export function isAlphanumeric(text: string, at: number): boolean {
  return (classAt(text, at) & alphanumeric) !== 0;
}

/** Behind the last character from `at` on that has one of these classes, at most at `end`. */
export function skip(text: string, at: number, end: number, wanted: number): number {
  while (at < end && (classAt(text, at) & wanted) !== 0) at++;
  return at;
}
