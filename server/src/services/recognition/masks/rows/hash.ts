import {
  alphanumeric,
  charAt,
  classAt,
  codeAt,
  digit,
  hexadecimal,
  isAlphanumeric,
  letter,
  skip,
} from '../characters.ts';
import { defineMask, noMatch } from '../define.ts';

/** What git prints at least. */
const lengthMin = 7;
const integrityNames = ['sha1-', 'sha256-', 'sha384-', 'sha512-'];
const integrityLengthMin = 20;

export const hash = defineMask({
  name: 'hash',
  what: 'a checksum or the name of a commit',
  begins: 'piece',
  needs: ['digit'],
  starts: ['letter', 'digit'],
  examples: [
    ['HEAD is now at 3a39e15', 'HEAD is now at <hash>'],
    ['wanted sha512-Zk3q+8/AbCdEfGhIjKlMnOp== but got', 'wanted sha512-<hash> but got'],
    ['index-deadbeef01.js', 'index-<hash>.js'],
  ],
  kept: ['defaced', 'abc12'],
  match({ text, at, end }) {
    if (
      codeAt(text, at - 1) === 0x2d &&
      integrityNames.some((name) => text.startsWith(name, at - name.length))
    ) {
      const behind = behindBase64(text, at);
      if (behind - at >= integrityLengthMin) return behind;
    }
    const behind = skip(text, at, end, hexadecimal);
    if (behind - at < lengthMin || isAlphanumeric(text, behind)) return noMatch;
    return isMixed(text, at, behind) ? behind : noMatch;
  },
});

function behindBase64(text: string, at: number): number {
  while ((classAt(text, at) & alphanumeric) !== 0 || '+/='.includes(charAt(text, at) || ' ')) at++;
  return at;
}

function isMixed(text: string, at: number, end: number): boolean {
  let found = 0;
  for (; at < end; at++) found |= classAt(text, at);
  return (found & letter) !== 0 && (found & digit) !== 0;
}
