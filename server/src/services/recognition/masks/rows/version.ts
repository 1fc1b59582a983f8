import { alphanumeric, charAt, classAt, codeAt, digit, isAlphanumeric, skip } from '../characters.ts';
import { defineMask, noMatch } from '../define.ts';

export const version = defineMask({
  name: 'version',
  what: 'the version of a program or package',
  begins: 'piece',
  needs: ['digit'],
  starts: ['letter', 'digit'],
  then: ['digit', 'dot'],
  examples: [
    ['typescript@5.9.2 requires node >=22.11.0', 'typescript@<version> requires node >=<version>'],
    ['Node.js v24.21.0, v20', 'Node.js <version>, <version>'],
    ['Python 3.14.0rc1', 'Python <version>'],
    ['left-pad-1.3.0-beta.4.tgz', 'left-pad-<version>.tgz'],
    ['peer react@"^18.2.0" from a', 'peer react@"^<version>" from a'],
  ],
  kept: ['v', 'vite', 'IPv6'],
  match({ text, at, end }) {
    const isMarked = codeAt(text, at) === 0x76;
    if (!isMarked && (classAt(text, at) & digit) === 0) return noMatch;
    const start = isMarked ? at + 1 : at;
    const first = skip(text, start, end, digit);
    if (first === start || isAlphanumeric(text, first)) return noMatch;
    let behind = first;
    let dots = 0;
    while (codeAt(text, behind) === 0x2e && (classAt(text, behind + 1) & digit) !== 0) {
      dots++;
      behind = skip(text, behind + 1, end, digit);
    }
    if (dots >= 2) return behindPrerelease(text, skip(text, behind, end, alphanumeric), end);
    if (!isMarked) return noMatch;
    return isAlphanumeric(text, behind) ? first : behind;
  },
});

/** Over `-beta.4`: a word and numbers; not over `.tgz`. */
function behindPrerelease(text: string, at: number, end: number): number {
  const mark = charAt(text, at);
  if ((mark !== '-' && mark !== '+') || !isAlphanumeric(text, at + 1)) return at;
  let behind = skip(text, at + 1, end, alphanumeric);
  while (codeAt(text, behind) === 0x2e && (classAt(text, behind + 1) & digit) !== 0)
    behind = skip(text, behind + 1, end, alphanumeric);
  return behind;
}
