import { alphanumeric, classAt, codeAt, digit, isAlphanumeric, letter, skip } from '../characters.ts';
import { defineMask, noMatch } from '../define.ts';

const portDigits = { min: 2, max: 5 };

export const host = defineMask({
  name: 'host',
  what: 'the name of a machine with a port behind it',
  begins: 'word',
  needs: ['colon'],
  starts: ['letter', 'digit'],
  examples: [
    ['connect to localhost:3000 refused', 'connect to <host>:<port> refused'],
    ['proxy db-2.internal.example.com:5432', 'proxy <host>:<port>'],
  ],
  kept: ['localhost', 'db.internal', 'a.b:c', 'retries:'],
  match({ text, at, end }) {
    if (text.startsWith('localhost:', at)) return isPort(text, at + 9, end) ? at + 9 : noMatch;
    let labelAt = at;
    let dots = 0;
    for (let index = at; index < end; index++) {
      const kind = classAt(text, index);
      if ((kind & alphanumeric) !== 0) continue;
      const character = codeAt(text, index);
      if (character === 0x2d && index > labelAt) continue;
      if (index === labelAt) return noMatch;
      if (character === 0x2e) {
        dots++;
        labelAt = index + 1;
        continue;
      }
      const isName = character === 0x3a && dots > 0 && skip(text, labelAt, index, letter) === index;
      return isName && isPort(text, index, end) ? index : noMatch;
    }
    return noMatch;
  },
});

function isPort(text: string, colonAt: number, end: number): boolean {
  const behind = skip(text, colonAt + 1, end, digit);
  const length = behind - colonAt - 1;
  return length >= portDigits.min && length <= portDigits.max && !isAlphanumeric(text, behind);
}
