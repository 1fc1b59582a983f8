import { charAt, classAt, codeAt, digit, isAlphanumeric, letter, skip, upper } from '../characters.ts';
import { defineMask, noMatch } from '../define.ts';

const lettersMax = 10;
const digitsMax = 6;
const numbersMax = 2;
/** `42P01` and the like. */
const stateLength = 5;
const gapMax = 3;
const wordBeforeMax = 8;
const wordsBefore = new Set(['code', 'status', 'errno', 'exit', 'signal', 'http', 'sqlstate']);

/** Of the words before, to leave out others soon. */
const lastLetters = new Set(Array.from(wordsBefore, (name) => name.charCodeAt(name.length - 1)));
const minus = 0x2d;
const slash = 0x2f;

export const code = defineMask({
  name: 'code',
  what: 'the code of an error: it tells failures apart',
  begins: 'digits',
  needs: ['digit'],
  starts: ['upper', 'digit', 'joiner'],
  becomes: 'text',
  examples: [
    ['error TS2304: Cannot find name', 'error TS2304: Cannot find name'],
    ['npm error code E404', 'npm error code E404'],
    ['ORA-00942, CVE-2024-12345', 'ORA-00942, CVE-2024-12345'],
    ['SQLSTATE[42P01]', 'SQLSTATE[42P01]'],
    ['exit code 137, status: 404, errno=-2', 'exit code 137, status: 404, errno=-2'],
    ['HTTP/1.1 refused: HTTP 503', 'HTTP/1.1 refused: HTTP 503'],
  ],
  kept: ['ERESOLVE', 'ERR_HTTP2_STREAM_ERROR'],
  match({ text, at, previousEnd }) {
    if (at !== previousEnd && isAlphanumeric(text, at - 1)) return noMatch;
    const named = behindNamed(text, at);
    return named === noMatch ? behindTold(text, at, previousEnd) : named;
  },
});

/** `TS2304`, `ORA-00942`, `CVE-2024-12345`. */
function behindNamed(text: string, at: number): number {
  const behindLetters = skip(text, at, at + lettersMax, upper);
  if (behindLetters === at) return noMatch;
  if (charAt(text, behindLetters) !== '-') return behindDigits(text, behindLetters);
  if (behindLetters < at + 2) return noMatch;
  let behind: number = noMatch;
  for (let next = behindLetters, count = 0; count < numbersMax && charAt(text, next) === '-'; count++) {
    const found = behindDigits(text, next + 1);
    if (found === noMatch) break;
    behind = next = found;
  }
  return behind;
}

function behindDigits(text: string, at: number): number {
  const behind = skip(text, at, at + digitsMax, digit);
  return behind > at && !isAlphanumeric(text, behind) ? behind : noMatch;
}

/** What the word before calls a code: `exit code 137`. */
function behindTold(text: string, at: number, masked: number): number {
  if (!isGap(text, at - 1) && codeAt(text, at - 1) !== slash) return noMatch;
  const sign = codeAt(text, at) === minus ? 1 : 0;
  const number = skip(text, at + sign, at + sign + digitsMax, digit);
  const behind = isAlphanumeric(text, number) ? skip(text, at, at + stateLength, upper | digit) : number;
  if (behind === at + sign || isAlphanumeric(text, behind)) return noMatch;
  let last = at - 1;
  while (last >= 0 && at - last <= gapMax && isGap(text, last)) last--;
  if (codeAt(text, at - 1) === slash) last = at - 2;
  if (last === at - 1) return noMatch;
  if (!lastLetters.has(codeAt(text, last) | 0x20)) return noMatch;
  let first = last;
  while (first >= masked && last - first < wordBeforeMax && isLetter(text, first)) first--;
  if (isAlphanumeric(text, first) || !wordsBefore.has(text.slice(first + 1, last + 1).toLowerCase()))
    return noMatch;
  if (codeAt(text, at - 1) === slash) return behindVersion(text, behind);
  return charAt(text, behind) === '.' && isAlphanumeric(text, behind + 1) ? noMatch : behind;
}

/** Of `HTTP/1.1`. */
function behindVersion(text: string, at: number): number {
  const minor = charAt(text, at) === '.' ? skip(text, at + 1, at + 2, digit) : at;
  return minor === at + 2 ? minor : at;
}

function isGap(text: string, at: number): boolean {
  const code = codeAt(text, at);
  return code === 0x20 || code === 0x3a || code === 0x3d || code === 0x5b || code === 0x28;
}

function isLetter(text: string, at: number): boolean {
  return (classAt(text, at) & letter) !== 0;
}
