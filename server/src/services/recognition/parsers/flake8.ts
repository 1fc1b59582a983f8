import { locationOf, parsedError } from '../parsed-error.ts';
import type { Parser } from './parser.ts';
import { isOfRuff } from './ruff.ts';

/** flake8: `cart.py:1:1: F401 'os' imported but unused`. */
export const flake8: Parser = {
  tool: 'flake8',
  begins: { holds: ['.py'] },
  begin({ text }) {
    const groups = text.includes('.py') ? problem.exec(text)?.groups : undefined;
    const message = groups?.['message'];
    if (!groups || message === undefined || isOfRuff(message)) return undefined;
    const { code, file, line, column } = groups;
    const error = parsedError({
      ...{ tool: 'flake8', severity: 'error', code, message },
      location: locationOf(file, line, column),
    });
    return { add: () => false, finish: () => ({ errors: [error] }) };
  },
};

const problem =
  /^(?<file>[^\s:][^:]{0,1024}\.pyi?):(?<line>\d{1,9}):(?<column>\d{1,9}): (?<code>[A-Z]{1,4}\d{2,4}) (?<message>\S.*)$/u;
