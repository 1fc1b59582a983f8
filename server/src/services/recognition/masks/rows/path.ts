import { charAt, classAt, digit, isAlphanumeric, letter, skip, word } from '../characters.ts';
import { defineMask, noMatch } from '../define.ts';
import { behindPosition } from './position.ts';

const fileSchemes = ['file:', 'jar:file:'];
const routeSegmentMax = 64;

export const path = defineMask({
  name: 'path',
  what: 'a path on this machine, with the line and column behind it',
  begins: 'word',
  needs: ['slash'],
  starts: ['letter', 'joiner'],
  examples: [
    [
      "ENOENT: no such file or directory, open '/home/ada/app/package.json'",
      "ENOENT: no such file or directory, open '<path>'",
    ],
    ['at load (/srv/app/node_modules/a/index.js:12:5)', 'at load (<path>)'],
    ['at file:///C:/Users/Ada/app/x.mjs:3:1', 'at <path>'],
    ['C:\\Users\\Ada\\app\\src\\a.ts(3,14): error TS2304', '<path>: error TS2304'],
    ['\\\\server\\share\\a.txt is locked', '<path> is locked'],
    ['cannot open "C:\\Program Files\\Grace\\a.dll"', 'cannot open "<path>"'],
    ['/app/[slug]/(group)/page.tsx', '<path>'],
    ['~/.npmrc', '<path>'],
  ],
  kept: ['/', 'a / b', '//', '</div>'],
  match({ text, at, end }) {
    const start = absoluteRoot(text, at);
    if (start === noMatch) return noMatch;
    return behindPosition(text, behindRoutes(text, endOfBody(text, start, end), end));
  },
});

/** Behind that which makes a path absolute, where something follows. */
function absoluteRoot(text: string, at: number): number {
  const first = charAt(text, at);
  if (first === '/')
    return charAt(text, at - 1) === '<' || isAddress(text, at + 1) ? noMatch : behindIfNamed(text, at + 1);
  if (first === '\\') return charAt(text, at + 1) === '\\' ? behindIfNamed(text, at + 2) : noMatch;
  if (first === '~') return charAt(text, at + 1) === '/' ? behindIfNamed(text, at + 2) : noMatch;
  if ((classAt(text, at) & letter) === 0) return noMatch;
  if (charAt(text, at + 1) === ':' && isSlash(text, at + 2)) return behindIfNamed(text, at + 3);
  for (const scheme of fileSchemes)
    if (text.startsWith(scheme, at) && isSlash(text, at + scheme.length))
      return behindDrive(text, at + scheme.length);
  return noMatch;
}

function behindDrive(text: string, at: number): number {
  while (isSlash(text, at)) at++;
  const isDrive = (classAt(text, at) & letter) !== 0 && charAt(text, at + 1) === ':' && isSlash(text, at + 2);
  return behindIfNamed(text, isDrive ? at + 3 : at);
}

function behindIfNamed(text: string, at: number): number {
  return isAlphanumeric(text, at) || '_.@-~[($'.includes(charAt(text, at) || ' ') ? at : noMatch;
}

function isSlash(text: string, at: number): boolean {
  return charAt(text, at) === '/' || charAt(text, at) === '\\';
}

/** `/10.1.2.3:50010` is how Java prints an address. */
function isAddress(text: string, at: number): boolean {
  for (let part = 0; part < 4; part++) {
    const behind = skip(text, at, at + 3, digit);
    if (behind === at) return false;
    if (part === 3) return true;
    if (charAt(text, behind) !== '.') return false;
    at = behind + 1;
  }
  return false;
}

/** Up to the first colon. */
function endOfBody(text: string, at: number, end: number): number {
  while (at < end && charAt(text, at) !== ':') at++;
  return at;
}

/** Over `[slug]/page.tsx`, `(group)`, `*` and `!/inside.class`. */
function behindRoutes(text: string, at: number, end: number): number {
  if (at < end) return at;
  for (;;) {
    const character = charAt(text, at);
    const isSegment = isSlash(text, at - 1) && (character === '[' || character === '(');
    const isJoined =
      (character === '!' && isSlash(text, at + 1)) || (character === '*' && isSlash(text, at - 1));
    if (!isSegment && !isJoined) return at;
    const behind = isSegment ? behindSegment(text, at + 1, character === '[' ? ']' : ')') : at + 1;
    if (behind === noMatch) return at;
    at = behind;
    while (charAt(text, at) !== ':' && (classAt(text, at) & word) !== 0) at++;
    while (charAt(text, at - 1) === '.') at--;
  }
}

function behindSegment(text: string, at: number, closing: string): number {
  const behind = skip(text, at, at + routeSegmentMax, word);
  return behind > at && charAt(text, behind) === closing ? behind + 1 : noMatch;
}
