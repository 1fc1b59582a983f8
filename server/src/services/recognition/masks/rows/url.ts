import { alphanumeric, charAt, codeAt, skip } from '../characters.ts';
import { defineMask, noMatch } from '../define.ts';

const schemeLettersMax = 20;
const endsAtCharacters = new Set(' \t\r\n"\'`<>');
const trailing = new Set('.,;:!?)]}');

export const url = defineMask({
  name: 'url',
  what: 'an address with a scheme, other than that of a file',
  begins: 'word',
  needs: ['slash'],
  starts: ['letter'],
  examples: [
    ['GET https://registry.example.com/left-pad?x=1#top failed', 'GET <url> failed'],
    ['see http://localhost:3000/a (retrying).', 'see <url> (retrying).'],
    ['Default file system [hdfs://node-1:9000]', 'Default file system [<url>]'],
  ],
  kept: ['https:', 'a://'],
  match({ text, at, end }) {
    const behindScheme = skip(text, at, Math.min(end, at + schemeLettersMax), alphanumeric);
    if (codeAt(text, behindScheme) !== 0x3a || behindScheme < at + 2 || !text.startsWith('://', behindScheme))
      return noMatch;
    if (text.startsWith('file', at) && behindScheme === at + 4) return noMatch;
    let behind = behindScheme + 3;
    while (behind < text.length && !endsAtCharacters.has(charAt(text, behind))) behind++;
    while (trailing.has(charAt(text, behind - 1))) behind--;
    return behind > behindScheme + 3 ? behind : noMatch;
  },
});
