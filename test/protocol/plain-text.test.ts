import { expect, test } from 'vitest';
import { plainText } from '../../server/src/protocol/index.ts';

test('names stand in quotes where no markup is shown, and a lonely backtick stays', () => {
  expect(plainText('Make `a` and `b.c` a `let` first.')).toBe('Make ‘a’ and ‘b.c’ a ‘let’ first.');
  expect(plainText('The template starts with `, which is never closed.')).toBe(
    'The template starts with `, which is never closed.',
  );
});
