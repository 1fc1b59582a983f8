import { locationOf, parsedError, type Location } from '../parsed-error.ts';
import type { Block, Parser } from './parser.ts';

/** Ruff: ``F401 [*] `os` imported but unused`` with the place below, or all of it on one line (`concise`). */
export const ruff: Parser = {
  tool: 'ruff',
  begins: 'anywhere',
  begin({ text }) {
    const concise = /\.(?:py|ipynb|toml)/u.test(text) ? conciseLine.exec(text)?.groups : undefined;
    if (concise && isOfRuff(concise['message'] ?? ''))
      return one(
        concise['code'],
        concise['message'] ?? '',
        locationOf(concise['file'], concise['line'], concise['column']),
      );
    const full = fullLine.exec(text)?.groups;
    return full && withPlace(full['code'], full['message'] ?? '');
  },
};

const conciseLine =
  /^(?<file>[^\s:][^:]{0,1024}\.(?:pyi?|ipynb|toml))(?::cell \d{1,6})?:(?<line>\d{1,9}):(?<column>\d{1,9}): (?<code>[A-Z]{1,6}\d{2,4}|invalid-syntax|[a-z]+(?:-[a-z]+)+):? (?:\[\*\] )?(?<message>\S.*)$/u;
const fullLine =
  /^(?<code>[A-Z]{1,6}\d{2,4}|invalid-syntax|[a-z]{2,30}(?:-[a-z]{2,30}){1,5}):? (?:\[\*\] )?(?<message>\S.*)$/u;
const placeLine = /^\s{0,8}--> (?<file>\S[^:]{0,1024}):(?<line>\d{1,9}):(?<column>\d{1,9})$/u;

/** flake8 says the same in the same place, in lower case and with plain quotes. */
export function isOfRuff(message: string): boolean {
  return (
    !/^(?:[a-z'(]|SyntaxError|IndentationError|TokenError|ast\b)/u.test(message) || message.includes('`')
  );
}

function one(code: string | undefined, message: string, location: Location | undefined): Block {
  return {
    add: () => false,
    finish: () => ({ errors: [parsedError({ tool: 'ruff', severity: 'error', code, message, location })] }),
  };
}

function withPlace(code: string | undefined, message: string): Block {
  let location: Location | undefined;
  let lines = 0;
  return {
    add({ text }) {
      lines += 1;
      const groups = lines === 1 ? placeLine.exec(text)?.groups : undefined;
      if (lines === 1 && !groups) return false;
      location ??= groups && locationOf(groups['file'], groups['line'], groups['column']);
      return lines === 1 || /^(?:\s{0,8}\d{0,7}\s{0,2}(?:\||[+-])|help: |\s{0,8}\|)/u.test(text);
    },
    finish: () =>
      location
        ? { errors: [parsedError({ tool: 'ruff', severity: 'error', code, message, location })] }
        : { errors: [] },
  };
}
