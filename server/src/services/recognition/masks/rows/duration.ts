import { defineMask } from '../define.ts';
import { behindQuantity, unitsOf } from './units.ts';

const words =
  'ns us µs μs ms s sec secs second seconds min mins minute minutes hr hrs hour hours day days'.split(' ');
const units = unitsOf(
  [...words, 'm', 'h', 'd', 'w'],
  [...words, 'millisecond', 'milliseconds', 'week', 'weeks'],
);

export const duration = defineMask({
  name: 'duration',
  what: 'how long something took or takes',
  begins: 'piece',
  needs: ['digit'],
  starts: ['digit'],
  then: ['letter', 'dot', 'comma', 'space'],
  examples: [
    ['✓ adds (12ms)', '✓ adds (<duration>)'],
    ['timed out after 1m30s, Time: 0.5 s', 'timed out after <duration>, Time: <duration>'],
    ['retry in 15000 milliseconds', 'retry in <duration>'],
  ],
  kept: ['a 5th', 'the ms'],
  match: (start) => behindQuantity(start, units),
});
