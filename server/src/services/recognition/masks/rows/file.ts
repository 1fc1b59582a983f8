import { classAt, codeAt, digit, hexadecimal, isAlphanumeric, letter } from '../characters.ts';
import { defineMask, noMatch } from '../define.ts';
import { behindPosition, hasPosition } from './position.ts';

const extensionLettersMax = 5;
const dot = 0x2e;
const slash = 0x2f;
const backslash = 0x5c;
const colon = 0x3a;
const underscore = 0x5f;

/** What a single name with one number behind it must end on, so that it is no host with its port. */
const sourceExtensions = new Set(
  'ts tsx mts cts js jsx mjs cjs json vue svelte css scss html md py rb go rs java kt scala c h cc cpp cs php sh sql yml yaml toml xml'.split(
    ' ',
  ),
);

export const file = defineMask({
  name: 'path',
  what: 'a path from the folder that a tool ran in; a name alone only with its position',
  begins: 'word',
  needs: ['slash', 'colon'],
  starts: ['letter', 'digit', 'joiner'],
  inQuotes: 'kept',
  examples: [
    ['src/deep/er/a.ts:3:14 - error', '<path> - error'],
    ['./a and ../b/c', '<path> and <path>'],
    ['index.ts:12:3 is wrong, a.py:7 too', '<path> is wrong, <path> too'],
    ['src\\a.ts(3,14): error TS2304', '<path>: error TS2304'],
  ],
  kept: ['and/or', 'text/html', '@scope/name', "Cannot find module './a'", 'index.ts', 'I/O'],
  match({ text, at, end }) {
    const kind = classAt(text, at);
    const first = codeAt(text, at);
    if ((kind & (letter | digit)) === 0 && first !== dot && first !== underscore) return noMatch;
    let slashes = 0;
    let backslashes = 0;
    let found = 0;
    let bodyEnd = at;
    for (; bodyEnd < end; bodyEnd++) {
      const code = codeAt(text, bodyEnd);
      if (code === colon) break;
      if (code === slash) slashes++;
      else if (code === backslash) backslashes++;
      else found |= classAt(text, bodyEnd);
    }
    if ((found & ~(digit | hexadecimal)) === 0) return noMatch;
    const isPath = isDotted(text, at) || isRelative(text, at, bodyEnd, slashes, backslashes);
    return isPath ? behindPosition(text, bodyEnd) : noMatch;
  },
});

function isDotted(text: string, at: number): boolean {
  if (codeAt(text, at) !== dot) return false;
  const behind = codeAt(text, codeAt(text, at + 1) === dot ? at + 2 : at + 1);
  return behind === slash || behind === backslash;
}

function isRelative(text: string, at: number, end: number, slashes: number, backslashes: number): boolean {
  if (slashes >= 2) return true;
  const extension = extensionBefore(text, at, end);
  if (extension === '') return false;
  return slashes + backslashes > 0 || hasPosition(text, end, sourceExtensions.has(extension) ? 1 : 2);
}

function extensionBefore(text: string, at: number, end: number): string {
  let from = end;
  while (from > at && end - from <= extensionLettersMax && isAlphanumeric(text, from - 1)) from--;
  const isExtension =
    from < end && from > at + 1 && codeAt(text, from - 1) === dot && end - from <= extensionLettersMax;
  return isExtension && (classAt(text, from) & letter) !== 0 ? text.slice(from, end) : '';
}
