import { charAt, classAt, digit, isAlphanumeric, skip } from '../characters.ts';
import { defineMask, noMatch } from '../define.ts';
import { behindNumeral } from './numerals.ts';

/** So many digits within a name count something: `worker123`. Fewer belong to it: `utf8`, `jk2`, `win32`. */
const countedDigitsMin = 3;
const namesWithNumbers = new Set([
  'sha224',
  'sha256',
  'sha384',
  'sha512',
  'int128',
  'uint128',
  'float128',
  'aes128',
  'aes192',
  'aes256',
]);
const nameLengthMax = 8;

export const number = defineMask({
  name: 'num',
  what: 'any other number, also one of three digits or more within a name',
  begins: 'digits',
  needs: ['digit'],
  starts: ['digit', 'joiner'],
  examples: [
    ['expected 5 to be -12.5', 'expected <num> to be <num>'],
    ['blk_-6952295868487656571 of 3', 'blk_<num> of <num>'],
    ['1,234 tests, 5e-7, 50%', '<num> tests, <num>, <num>%'],
    ['worker123 stopped', 'worker<num> stopped'],
    ['10-20', '<num>-<num>'],
  ],
  kept: ['utf8', 'sha256', 'jk2_init()', '2nd'],
  match({ text, at, end, previousEnd }) {
    const first = charAt(text, at);
    const start = first === '-' || first === '+' ? at + 1 : at;
    const numeral = behindNumeral(text, start, end);
    if (numeral === start) return noMatch;
    if (at === previousEnd || !isAlphanumeric(text, at - 1)) {
      const behind = behindExponent(text, numeral, end);
      if (!isAlphanumeric(text, behind)) return behind;
      const whole = skip(text, start, end, digit);
      if (!isAlphanumeric(text, whole)) return whole;
    }
    return start === at ? behindCounted(text, at, end) : noMatch;
  },
});

function behindExponent(text: string, at: number, end: number): number {
  const mark = charAt(text, at);
  if (mark !== 'e' && mark !== 'E') return at;
  const sign = charAt(text, at + 1);
  const digitsAt = sign === '-' || sign === '+' ? at + 2 : at + 1;
  const behind = skip(text, digitsAt, end, digit);
  return behind > digitsAt ? behind : at;
}

function behindCounted(text: string, at: number, end: number): number {
  const behind = skip(text, at, end, digit);
  if (behind - at < countedDigitsMin) return noMatch;
  let nameAt = at;
  while (
    at - nameAt < nameLengthMax &&
    isAlphanumeric(text, nameAt - 1) &&
    (classAt(text, nameAt - 1) & digit) === 0
  )
    nameAt--;
  return namesWithNumbers.has(text.slice(nameAt, behind)) ? noMatch : behind;
}
