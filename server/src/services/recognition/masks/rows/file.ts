import { classAt, digit, isAlphanumeric, letter } from '../characters.ts';
import { defineMask, noMatch } from '../define.ts';
import { behindPosition, hasPosition } from './position.ts';

const extensionLettersMax = 5;

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
  needs: ['slash', 'digit'],
  inQuotes: 'kept',
  examples: [
    ['src/deep/er/a.ts:3:14 - error', '<path> - error'],
    ['./a and ../b/c', '<path> and <path>'],
    ['index.ts:12:3 is wrong, a.py:7 too', '<path> is wrong, <path> too'],
    ['src\\a.ts(3,14): error TS2304', '<path>: error TS2304'],
  ],
  kept: ['and/or', 'text/html', '@scope/name', "Cannot find module './a'", 'index.ts', 'I/O'],
  match({ text, at, end }) {
    let bodyEnd = at;
    while (bodyEnd < end && text.charAt(bodyEnd) !== ':') bodyEnd++;
    return isRelative(text, at, bodyEnd) ? behindPosition(text, bodyEnd) : noMatch;
  },
});

function isRelative(text: string, at: number, end: number): boolean {
  const isDotted =
    text.startsWith('./', at) ||
    text.startsWith('../', at) ||
    text.startsWith('.\\', at) ||
    text.startsWith('..\\', at);
  if (isDotted) return true;
  if (!isAlphanumeric(text, at) && text.charAt(at) !== '_' && text.charAt(at) !== '.') return false;
  const { slashes, backslashes, isNumeric } = shapeOf(text, at, end);
  if (isNumeric) return false;
  const extension = extensionBefore(text, at, end);
  if (slashes >= 2 || (slashes + backslashes > 0 && extension !== '')) return true;
  if (slashes + backslashes > 0 || extension === '') return false;
  return hasPosition(text, end, sourceExtensions.has(extension) ? 1 : 2);
}

function shapeOf(text: string, at: number, end: number) {
  let slashes = 0;
  let backslashes = 0;
  let isNumeric = true;
  for (; at < end; at++) {
    const character = text.charAt(at);
    if (character === '/') slashes++;
    else if (character === '\\') backslashes++;
    else if ((classAt(text, at) & digit) === 0) isNumeric = false;
  }
  return { slashes, backslashes, isNumeric };
}

function extensionBefore(text: string, at: number, end: number): string {
  let from = end;
  while (from > at && end - from <= extensionLettersMax && isAlphanumeric(text, from - 1)) from--;
  const isExtension =
    from < end && from > at + 1 && text.charAt(from - 1) === '.' && end - from <= extensionLettersMax;
  return isExtension && (classAt(text, from) & letter) !== 0 ? text.slice(from, end) : '';
}
