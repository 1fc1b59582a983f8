import { locationOf, parsedError, type Location } from '../parsed-error.ts';
import type { Parser } from './parser.ts';

/** webpack: `ERROR in ./src/cart.js 3:10-15`, then what went wrong, then the source. */
export const webpack: Parser = {
  tool: 'webpack',
  begins: { with: ['ERROR in ', 'WARNING in '] },
  begin({ text }) {
    const groups = header.exec(text)?.groups;
    if (!groups) return undefined;
    const lines: string[] = [];
    return {
      add(line) {
        // An empty line ends it, but for the one behind the sentence that names the field of a configuration.
        if (line.text === '') return false;
        lines.push(line.text);
        return true;
      },
      finish() {
        const [message = '', ...rest] = lines;
        const [kind, sentence] = kindOf(message);
        const own = sentence === '' ? (rest[0] ?? '').trim() : sentence;
        if (own === '') return { errors: [], giveBack: lines.length };
        return {
          errors: [
            parsedError({
              tool: 'webpack',
              severity: groups['level'] === 'WARNING' ? 'warning' : 'error',
              code: kind,
              message: own.replace(/ \(\d{1,9}:\d{1,9}\)$/u, ''),
              location: place(groups),
              details: rest.filter((line) => !/^[\s>]{0,4}\d{0,7}\s?\|/u.test(line)).slice(0, detailsMax),
            }),
          ],
        };
      },
    };
  },
};

const header =
  /^(?<level>ERROR|WARNING) in (?<file>\S{1,1024})(?: (?<line>\d{1,9}):(?<column>\d{1,9})(?:-\S{1,30})?)?$/u;
const detailsMax = 10;

/** `Module not found: Error: …`, `Module build failed (from ./loader.js):`, `TypeError: …`. */
function kindOf(message: string): readonly [string | undefined, string] {
  const groups =
    /^(?<kind>Module not found|Module parse failed|Module build failed|[A-Z]\w{0,60}Error)(?: \(from [^)]{1,1024}\))?:(?: Error:)?(?<rest>.*)$/u.exec(
      message,
    )?.groups;
  return groups ? [groups['kind'], (groups['rest'] ?? '').trim()] : [undefined, message];
}

/** webpack counts columns from 0. */
function place({
  file = '',
  line,
  column,
}: Readonly<Record<string, string | undefined>>): Location | undefined {
  // The name of an entry is no file.
  if (!/[./\\]/u.test(file)) return undefined;
  return locationOf(file.replace(/^\.\//u, ''), line, column === undefined ? undefined : Number(column) + 1);
}
