import { classAt, codeAt, digit, isAlphanumeric } from '../characters.ts';
import { defineMask, noMatch } from '../define.ts';

const marks = ['tmp', 'temp', 'timestamp-'];

export const temp = defineMask({
  name: 'temp',
  what: 'the name of a temporary file or folder',
  begins: 'word',
  needs: ['digit'],
  starts: ['letter', 'joiner'],
  examples: [
    ['cannot remove tmp-4711-x8Kq', 'cannot remove <temp>'],
    ['vite.config.ts.timestamp-1700000000000-8f3a.mjs: bad', '<temp>: bad'],
    ['write package.json.tmp.3317', 'write <temp>'],
  ],
  kept: ['tmp', 'temperature', 'template-engine', 'a.tmpl'],
  match({ text, at, end }) {
    let found = 0;
    let isTemporary = false;
    for (let index = at; index < end; index++) {
      found |= classAt(text, index);
      if (!isTemporary) isTemporary = isMarkAt(text, index, index === at);
    }
    return isTemporary && (found & digit) !== 0 ? end : noMatch;
  },
});

/** At the beginning of a word, or behind one of its dots. */
function isMarkAt(text: string, at: number, isBeginning: boolean): boolean {
  const isDot = codeAt(text, at) === 0x2e;
  const start = isDot ? at + 1 : at;
  if ((!isDot && !isBeginning) || codeAt(text, start) !== 0x74) return false;
  return marks.some((mark) => text.startsWith(mark, start) && !isLetterAt(text, start + mark.length));
}

function isLetterAt(text: string, at: number): boolean {
  return isAlphanumeric(text, at) && (classAt(text, at) & digit) === 0;
}
