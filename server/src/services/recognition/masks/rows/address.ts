import { charAt, hexadecimal, isAlphanumeric, skip } from '../characters.ts';
import { defineMask, noMatch } from '../define.ts';

export const address = defineMask({
  name: 'address',
  what: 'a number in hexadecimal, such as a memory address',
  begins: 'piece',
  needs: ['digit'],
  starts: ['digit'],
  then: ['letter'],
  examples: [
    ['segfault at 0x7ffd5e8a10', 'segfault at <address>'],
    ['<Foo object at 0x10d2c3d90>', '<Foo object at <address>>'],
  ],
  kept: ['0x', '0xyz'],
  match({ text, at, end }) {
    if (charAt(text, at) !== '0' || (charAt(text, at + 1) !== 'x' && charAt(text, at + 1) !== 'X'))
      return noMatch;
    const behind = skip(text, at + 2, end, hexadecimal);
    return behind > at + 2 && !isAlphanumeric(text, behind) ? behind : noMatch;
  },
});
