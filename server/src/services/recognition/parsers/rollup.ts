import { locationOf, parsedError, type Location } from '../parsed-error.ts';
import { stackLine } from './javascript-stack.ts';
import type { Parser } from './parser.ts';

/** Rollup: `[!] RollupError: src/cart.js (3:10): Expected ';'`, a warning with `(!)`, and below it the place. */
export const rollup: Parser = {
  tool: 'rollup',
  begins: { with: ['[!]', '(!)'] },
  begin({ text }) {
    const groups = header.exec(text)?.groups;
    if (!groups) return undefined;
    let location: Location | undefined;
    let isOver = false;
    return {
      add({ text: line }) {
        if (isOver) return false;
        location ??= placeIn(line);
        if (stackLine(line) || line !== '') return true;
        isOver = true;
        return true;
      },
      finish() {
        const printed = groups['message'] ?? '';
        // The place stands before the sentence of a parser.
        const own = /^(?<place>\S{1,1024} \(\d{1,9}:\d{1,9}\)): (?<rest>\S.*)$/u.exec(printed)?.groups;
        const at = (own?.['place'] === undefined ? undefined : placeIn(own['place'])) ?? location;
        return {
          errors: [
            parsedError({
              tool: 'rollup',
              severity: groups['mark'] === '(!)' ? 'warning' : 'error',
              code: groups['name'],
              message: own?.['rest'] ?? printed,
              location: at,
            }),
          ],
        };
      },
    };
  },
};

const header =
  /^(?<mark>\[!\]|\(!\)) (?:\(plugin [^)]{1,100}\) )?(?:(?<name>[A-Z]\w{0,60}): )?(?<message>\S.*)$/u;

/** `src/cart.js (3:10)`, or only the file; Rollup counts columns from 0. */
function placeIn(line: string): Location | undefined {
  const groups = /^(?<file>[^\s:()]{1,1024}\.\w{1,8})(?: \((?<line>\d{1,9}):(?<column>\d{1,9})\))?$/u.exec(
    line,
  )?.groups;
  const column = groups?.['column'];
  return (
    groups &&
    locationOf(groups['file'], groups['line'], column === undefined ? undefined : Number(column) + 1)
  );
}
