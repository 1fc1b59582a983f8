import { defineMask } from '../define.ts';
import { behindQuantity, unitsOf } from './units.ts';

const words = 'B kB KB MB GB TB kb mb gb KiB MiB GiB TiB byte bytes'.split(' ');
const units = unitsOf([...words, 'k', 'K', 'M', 'G', 'T'], words);

export const size = defineMask({
  name: 'size',
  what: 'an amount of memory or disk',
  begins: 'piece',
  needs: ['digit'],
  starts: ['digit'],
  then: ['letter', 'dot', 'comma', 'space'],
  examples: [
    ['dist/index.js 12.34 kB │ gzip: 4.1kB', '<path> <size> │ gzip: <size>'],
    ['allocated 512M of 1,048,576 bytes', 'allocated <size> of <size>'],
  ],
  kept: ['kilobytes', '5x'],
  match: (start) => behindQuantity(start, units),
});
