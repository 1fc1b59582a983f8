import { charAt, codeAt, digit, isAlphanumeric, skip } from '../characters.ts';
import { defineMask, noMatch } from '../define.ts';

const portDigitsMax = 5;

export const port = defineMask({
  name: 'port',
  what: 'a port behind an address, a host or a colon of its own',
  begins: 'piece',
  needs: ['digit'],
  starts: ['digit'],
  examples: [
    ['address already in use :::3000', 'address already in use :::<port>'],
    ['http listening on :8080', 'http listening on :<port>'],
    ['listen tcp [::1]:8080', 'listen tcp [<ip6>]:<port>'],
  ],
  kept: ['a :b', '::before'],
  match(start) {
    const { text, at, end } = start;
    if (codeAt(text, at - 1) !== 0x3a || !standsForPort(start)) return noMatch;
    const behind = skip(text, at, Math.min(end, at + portDigitsMax), digit);
    return behind > at && !isAlphanumeric(text, behind) ? behind : noMatch;
  },
});

function standsForPort({
  text,
  at,
  previous,
  previousEnd,
}: {
  text: string;
  at: number;
  previous: string;
  previousEnd: number;
}) {
  const colonAt = at - 1;
  const isBehindHost = previous === 'ip' || previous === 'ip6' || previous === 'host';
  if (isBehindHost) {
    if (previousEnd === colonAt) return true;
    if (previousEnd === colonAt - 1 && charAt(text, colonAt - 1) === ']') return true;
  }
  // `:8080` and `:::3000` alone: nothing but white space or nothing at all before the colons.
  const before = text.startsWith('::', at - 3) ? at - 4 : at - 2;
  return before < 0 || charAt(text, before) === ' ';
}
