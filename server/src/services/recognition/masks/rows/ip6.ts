import { alphanumeric, charAt, classAt, digit, hexadecimal, isAlphanumeric, skip } from '../characters.ts';
import { defineMask, noMatch } from '../define.ts';

const groupsInFull = 8;
const groupDigitsMax = 4;

export const ip6 = defineMask({
  name: 'ip6',
  what: 'an IPv6 address',
  begins: 'word',
  needs: ['colon'],
  starts: ['hexadecimal', 'joiner'],
  examples: [
    ['listening on [::1]:3000', 'listening on [<ip6>]:<port>'],
    ['from fe80::1ff:fe23:4567:890a%eth0', 'from <ip6>'],
    ['peer 2001:db8:0:0:0:0:2:1 left', 'peer <ip6> left'],
  ],
  kept: ['std::move', 'a::b'],
  match({ text, at, end }) {
    let groups = 0;
    let isShortened = false;
    let hasDigit = false;
    for (;;) {
      const behind = skip(text, at, Math.min(end, at + groupDigitsMax), hexadecimal);
      for (let index = at; index < behind; index++) hasDigit ||= (classAt(text, index) & digit) !== 0;
      if (behind > at) groups++;
      at = behind;
      if (at >= end || charAt(text, at) !== ':') break;
      at++;
      if (charAt(text, at) !== ':') continue;
      if (isShortened || charAt(text, at + 1) === ':') return noMatch;
      isShortened = true;
      at++;
    }
    if (isAlphanumeric(text, at) || !hasDigit) return noMatch;
    if (isShortened ? groups >= groupsInFull : groups !== groupsInFull) return noMatch;
    if (charAt(text, at) !== '%') return at;
    return skip(text, at + 1, end, alphanumeric);
  },
});
