import { parsedError, type Location } from '../parsed-error.ts';
import { placeOf } from './javascript-stack.ts';
import type { Parser } from './parser.ts';

/** esbuild: `✘ [ERROR] Could not resolve "./tax"`, and below it the place. */
export const esbuild: Parser = {
  tool: 'esbuild',
  begins: { holds: ['[ERROR]', '[WARNING]'] },
  begin({ text }) {
    const groups = header.exec(text)?.groups;
    if (!groups) return undefined;
    let location: Location | undefined;
    const printed = groups['message'] ?? '';
    // What stands in brackets behind it is the name of the check or of the plugin.
    const tag = / \[(?<tag>[\w -]{1,80})\]$/u.exec(printed)?.groups?.['tag'];
    return {
      add(line) {
        if (line.text !== '' && !line.text.startsWith(' ')) return false;
        location ??=
          / {4}\S/u.test(line.text) && line.text.endsWith(':')
            ? placeOf(line.text.trim().slice(0, -1))
            : undefined;
        return true;
      },
      finish: () => ({
        errors: [
          parsedError({
            tool: 'esbuild',
            severity: groups['level'] === 'WARNING' ? 'warning' : 'error',
            code: tag,
            message: tag === undefined ? printed : printed.slice(0, -tag.length - 3),
            // esbuild counts columns from 0.
            location: location && {
              ...location,
              ...(location.column === undefined ? {} : { column: location.column + 1 }),
            },
          }),
        ],
      }),
    };
  },
};

const header = /^(?:✘|▲|X|!|>) \[(?<level>ERROR|WARNING)\] (?<message>\S.*)$/u;
