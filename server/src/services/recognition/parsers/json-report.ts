import type { PrintedProblem } from '../../reports/index.ts';
import { reportBytesMax } from '../lines.ts';
import { locationOf, parsedError } from '../parsed-error.ts';
import type { Parser } from './parser.ts';

/** A tool that writes its report as JSON, on one line or on many, the first of which begins with `opening`. */
export function jsonReport(
  tool: string,
  opening: string,
  read: (output: string) => readonly PrintedProblem[] | undefined,
): Parser {
  return {
    tool,
    begins: { with: [opening] },
    begin({ whole }) {
      if (!whole.startsWith(opening)) return undefined;
      let text = whole;
      let lines = 0;
      let problems = read(text);
      return {
        add(line) {
          if (problems || text.length + line.whole.length > reportBytesMax) return false;
          text += `\n${line.whole}`;
          lines += 1;
          // Only what closes the report can end it: it is not read anew with each line.
          if (/^\s{0,40}[}\]]{1,4}$/u.test(line.text)) problems = read(text);
          return true;
        },
        finish: () => ({ errors: (problems ?? []).map(errorOf), giveBack: problems ? 0 : lines }),
      };
    },
  };
}

function errorOf({ tool, severity, code, message, file, line, column }: PrintedProblem) {
  return parsedError({ tool, severity, code, message, location: locationOf(file, line, column) });
}
