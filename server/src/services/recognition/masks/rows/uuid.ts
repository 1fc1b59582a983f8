import { charAt, codeAt, hexadecimal, isAlphanumeric, skip } from '../characters.ts';
import { defineMask, noMatch } from '../define.ts';

const groups = [8, 4, 4, 4, 12];

export const uuid = defineMask({
  name: 'uuid',
  what: 'a UUID of any version',
  begins: 'piece',
  needs: ['digit'],
  starts: ['hexadecimal'],
  then: ['letter', 'digit', 'dash'],
  examples: [
    ['job 123e4567-e89b-42d3-a456-426614174000 failed', 'job <uuid> failed'],
    ['run-123E4567-E89B-42D3-A456-426614174000.log', 'run-<uuid>.log'],
  ],
  kept: ['beef-cafe-face'],
  match({ text, at, end }) {
    if (codeAt(text, at + 8) !== 0x2d) return noMatch;
    for (const [index, length] of groups.entries()) {
      if (index > 0 && charAt(text, at++) !== '-') return noMatch;
      if (skip(text, at, Math.min(end, at + length), hexadecimal) !== at + length) return noMatch;
      at += length;
    }
    return !isAlphanumeric(text, at) ? at : noMatch;
  },
});
