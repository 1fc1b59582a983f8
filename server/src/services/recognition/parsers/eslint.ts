import { locationOf, parsedError, type ParsedError } from '../parsed-error.ts';
import type { Block, BlockError, Parser } from './parser.ts';

/** ESLint as it prints for people (`stylish`): the path of a file, then a line for each problem in it. */
export const eslint: Parser = {
  tool: 'eslint',
  begins: 'anywhere',
  begin({ text }) {
    return isPath(text) ? fileBlock(text) : undefined;
  },
};

function fileBlock(file: string): Block {
  const errors: BlockError[] = [];
  return {
    add({ text, number }) {
      const found = problemIn(text, file);
      if (found) errors.push({ ...found, firstLine: number, lastLine: number });
      return found !== undefined;
    },
    finish: () => ({ errors }),
  };
}

/** Alone on its line, and no place in it: `file:12` is how a crash of Node begins. */
function isPath(text: string): boolean {
  const first = text.charCodeAt(0);
  if (first <= 32 || text.length > pathCharactersMax) return false;
  if (text.length - text.lastIndexOf('.') > extensionCharactersMax + 1) return false;
  return /^(?:(?:\/|[A-Za-z]:[\\/])[^:*?"<>|]*|\.{0,2}[\w@-][^\s:*?"<>|]*)\.\w{1,8}$/u.test(text);
}

const pathCharactersMax = 1_024;
const extensionCharactersMax = 8;

const problem =
  /^\s{2,8}(?<line>\d{1,7}):(?<column>\d{1,7})\s{2,4}(?<severity>error|warning)\s{1,4}(?<rest>\S.*)$/u;
const ruleId = /^[@\w][\w@/.-]*$/u;

function problemIn(text: string, file: string): ParsedError | undefined {
  const groups = problem.exec(text)?.groups;
  if (!groups) return undefined;
  const rest = groups['rest'] ?? '';
  // The rule stands in a column of its own; a problem that is of no rule ends with its message.
  const gap = rest.lastIndexOf('  ');
  const last = rest.slice(gap + 2);
  const code = gap > 0 && ruleId.test(last) ? last : undefined;
  return parsedError({
    tool: 'eslint',
    severity: groups['severity'] === 'warning' ? 'warning' : 'error',
    code,
    message: (code === undefined ? rest : rest.slice(0, gap)).trim(),
    // ESLint prints 0 for a problem of the whole file.
    location: locationOf(file, groups['line'], groups['column']),
  });
}
