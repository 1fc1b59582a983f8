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
      const isWhole = readBrackets();
      let text = whole;
      let lines = 0;
      // It is read once, when its last bracket is closed: a report that never ends is never read.
      let isOver = isWhole(whole);
      let problems = isOver ? read(text) : undefined;
      return {
        add(line) {
          if (isOver || text.length + line.whole.length > reportBytesMax) return false;
          text += `\n${line.whole}`;
          lines += 1;
          isOver = isWhole(line.whole);
          if (isOver) problems = read(text);
          return true;
        },
        finish: () => ({ errors: (problems ?? []).map(errorOf), giveBack: problems ? 0 : lines }),
      };
    },
  };
}

/** Whether with this line of JSON all brackets are closed that were opened; those in strings are none. */
function readBrackets(): (line: string) => boolean {
  let depth = 0;
  let isString = false;
  return (line) => {
    for (let at = 0; at < line.length; at++) {
      const character = line[at];
      if (isString) {
        if (character === '\\') at += 1;
        else if (character === '"') isString = false;
      } else if (character === '"') isString = true;
      else if (character === '{' || character === '[') depth += 1;
      else if (character === '}' || character === ']') depth -= 1;
      if (depth === 0) return true;
    }
    return false;
  };
}

function errorOf({ tool, severity, code, message, file, line, column }: PrintedProblem) {
  return parsedError({ tool, severity, code, message, location: locationOf(file, line, column) });
}
