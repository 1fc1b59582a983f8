import { alphanumeric, classAt, digit, skip } from '../characters.ts';
import { defineMask, noMatch } from '../define.ts';

const lengthMin = 8;
const changesMin = 3;
const longLengthMin = 20;

export const id = defineMask({
  name: 'id',
  what: 'a name drawn by lot: letters and digits in turn',
  begins: 'piece',
  needs: ['digit'],
  starts: ['letter', 'digit'],
  then: ['letter', 'digit'],
  examples: [
    ['request x8Kq2Lw91z failed', 'request <id> failed'],
    ['chunk-V1StGXR8z5jdHi6BmyTq3.js', 'chunk-<id>.js'],
  ],
  kept: ['i18next', 'utf8mb4', 'k8s', 'log4j2'],
  match({ text, at, end }) {
    const behind = skip(text, at, end, alphanumeric);
    const length = behind - at;
    if (length < lengthMin) return noMatch;
    let changes = 0;
    for (let index = at + 1; index < behind; index++)
      if (((classAt(text, index) ^ classAt(text, index - 1)) & digit) !== 0) changes++;
    return changes >= changesMin || (changes > 0 && length >= longLengthMin) ? behind : noMatch;
  },
});
