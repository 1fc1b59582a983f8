import { charAt, codeAt, digit, isAlphanumeric, skip } from '../characters.ts';
import { defineMask, noMatch } from '../define.ts';

const byteMax = 255;

export const ip = defineMask({
  name: 'ip',
  what: 'an IPv4 address; its port is masked as one',
  begins: 'piece',
  needs: ['digit'],
  starts: ['digit'],
  then: ['dot'],
  examples: [
    ['connect ECONNREFUSED 127.0.0.1:5432', 'connect ECONNREFUSED <ip>:<port>'],
    ['src: /10.250.19.102:54106', 'src: /<ip>:<port>'],
  ],
  kept: ['a.b.c.d'],
  match({ text, at, end }) {
    if (codeAt(text, skip(text, at, at + 3, digit)) !== 0x2e) return noMatch;
    for (let index = 0; index < 4; index++) {
      if (index > 0 && charAt(text, at++) !== '.') return noMatch;
      const behind = skip(text, at, Math.min(end, at + 3), digit);
      if (behind === at || Number(text.slice(at, behind)) > byteMax) return noMatch;
      at = behind;
    }
    const goesOn = charAt(text, at) === '.' && isAlphanumeric(text, at + 1);
    return isAlphanumeric(text, at) || goesOn ? noMatch : at;
  },
});
