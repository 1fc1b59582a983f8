import { locationOf, parsedError } from '../parsed-error.ts';
import type { Parser } from './parser.ts';

/** mypy: `cart.py:9: error: Incompatible types …  [assignment]`; notes below belong to it. */
export const mypy: Parser = {
  tool: 'mypy',
  begins: { holds: [': error: '] },
  begin({ text }) {
    const groups = text.includes(': error: ') ? problem.exec(text)?.groups : undefined;
    if (!groups) return undefined;
    const { file, line, column, message: printed = '' } = groups;
    const gap = printed.lastIndexOf('  [');
    const code = gap > 0 && printed.endsWith(']') ? printed.slice(gap + 3, -1) : undefined;
    const details: string[] = [];
    return {
      add(next) {
        const note = /: note: (?<note>\S.*)$/u.exec(next.text);
        const isOwn = note !== null && next.text.startsWith(`${file ?? ''}:${line ?? ''}:`);
        if (isOwn) details.push(note.groups?.['note'] ?? '');
        return isOwn;
      },
      finish: () => ({
        errors: [
          parsedError({
            tool: 'mypy',
            severity: 'error',
            code,
            message: code === undefined ? printed : printed.slice(0, gap),
            location: locationOf(file, line, column),
            details,
          }),
        ],
      }),
    };
  },
};

const problem =
  /^(?<file>[^\s:][^:]{0,1024}\.pyi?)(?::(?<line>\d{1,9}))?(?::(?<column>\d{1,9}))?(?::\d{1,9}:\d{1,9})?: error: (?<message>\S.*)$/u;
