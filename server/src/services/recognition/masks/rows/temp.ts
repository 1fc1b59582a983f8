import { classAt, digit, isAlphanumeric } from '../characters.ts';
import { defineMask, noMatch } from '../define.ts';

const beginnings = ['tmp', 'temp', '.tmp', '.temp'];
const middles = ['.tmp', '.temp', '.timestamp-'];

export const temp = defineMask({
  name: 'temp',
  what: 'the name of a temporary file or folder',
  begins: 'word',
  needs: ['digit'],
  examples: [
    ['cannot remove tmp-4711-x8Kq', 'cannot remove <temp>'],
    ['vite.config.ts.timestamp-1700000000000-8f3a.mjs: bad', '<temp>: bad'],
    ['write package.json.tmp.3317', 'write <temp>'],
  ],
  kept: ['tmp', 'temperature', 'template-engine', 'a.tmpl'],
  match({ text, at, end }) {
    let hasDigit = false;
    for (let index = at; index < end && !hasDigit; index++) hasDigit = (classAt(text, index) & digit) !== 0;
    if (!hasDigit) return noMatch;
    const named = beginnings.find((name) => text.startsWith(name, at));
    if (named !== undefined && !isLetterAt(text, at + named.length)) return end;
    const inside = text.slice(at, end);
    const isTemporary = middles.some((name) => {
      const found = inside.indexOf(name);
      return found > 0 && !isLetterAt(inside, found + name.length);
    });
    return isTemporary ? end : noMatch;
  },
});

function isLetterAt(text: string, at: number): boolean {
  return isAlphanumeric(text, at) && (classAt(text, at) & digit) === 0;
}
