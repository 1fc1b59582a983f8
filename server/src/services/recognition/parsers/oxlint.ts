import { parsedError, type Location } from '../parsed-error.ts';
import { boxedPlace } from './boxed.ts';
import type { Parser } from './parser.ts';

/** oxlint as it prints for people: `× eslint(no-debugger): …`, then the source in a box. */
export const oxlint: Parser = {
  tool: 'oxlint',
  begins: { with: ['  x', '  ×', '  !', '  ⚠'] },
  begin({ text }) {
    const groups = sentence.exec(text)?.groups;
    if (!groups) return undefined;
    let message = groups['message'] ?? '';
    let location: Location | undefined;
    let lines = 0;
    return {
      add(line) {
        lines += 1;
        location ??= boxedPlace(line.text);
        // A long sentence goes on behind a bar until the box opens.
        const more = /^ {2}[│|] (?<more>\S.*)$/u.exec(line.text)?.groups?.['more'];
        if (!location && more !== undefined) message += ` ${more}`;
        return lines > 1 || location || more !== undefined ? line.text.startsWith(' ') : false;
      },
      finish: () =>
        location
          ? {
              errors: [
                parsedError({
                  tool: 'oxlint',
                  severity: /[x×]/u.test(groups['mark'] ?? '') ? 'error' : 'warning',
                  code: groups['code'],
                  message,
                  location,
                }),
              ],
            }
          : { errors: [], giveBack: lines },
    };
  },
};

const sentence = /^ {2}(?<mark>[x×!⚠]) (?:(?<code>[\w-]{1,40}\([\w/-]{1,80}\)): )?(?<message>\S.*)$/u;
