import { tscHeader, type TscHeader } from '../../reports/index.ts';
import type { Line } from '../lines.ts';
import { parsedError } from '../parsed-error.ts';
import type { Block, Parser } from './parser.ts';

/**
 * TypeScript's compiler, with and without `--pretty`, `--build` and `--watch`. Lines indented below a diagnostic say
 * more of it; with `--pretty` the source follows after an empty line, and related places after that.
 */
export const tsc: Parser = {
  tool: 'tsc',
  begins: { holds: [' TS'] },
  begin({ text }) {
    const header = tscHeader(text);
    return header && diagnostic(header);
  },
};

function diagnostic(header: TscHeader): Block {
  const details: string[] = [];
  let hasSource = false;
  return {
    add({ text }: Line) {
      if (text.trim() === '') {
        // A plain report has no empty lines inside; of a pretty one the source comes next.
        if (hasSource) return false;
        hasSource = true;
        return true;
      }
      if (hasSource) return sourceLine.test(text);
      if (!/^\s/u.test(text)) return false;
      details.push(text.trim());
      return true;
    },
    finish: () => ({
      errors: [parsedError({ tool: 'tsc', details, location: undefined, ...header })],
    }),
  };
}

/** `12   const total = 1;`, `        ~~~~~`, and a related place below. */
const sourceLine = /^(?:\d{1,7} |\d{1,7}$|\s{2,}(?:~|\d|\S.*:\d{1,7}:\d{1,7}$))/u;
