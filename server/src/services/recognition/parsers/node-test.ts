import { parsedError, type Frame } from '../parsed-error.ts';
import { exceptionBlock } from './javascript-exception.ts';
import { exceptionHeader, isTelling, placeOf } from './javascript-stack.ts';
import type { Line } from '../lines.ts';
import type { Block, BlockError, Parser } from './parser.ts';

/** The `spec` reporter of node:test: after `✖ failing tests:` each one with its place and what it threw. */
export const nodeTest: Parser = {
  tool: 'node:test',
  begins: { with: ['✖ failing tests:'] },
  begin({ text }) {
    return text === '✖ failing tests:' ? failingTests() : undefined;
  },
};

const placeLine = /^test at (?<place>\S.*)$/u;
const nameLine = /^\s{0,40}✖ (?<name>.*) \([\d.]{1,20}ms\)$/u;

interface Failure {
  readonly place: string;
  readonly firstLine: number;
  lastLine: number;
  name?: string;
  readonly lines: Line[];
}

function failingTests(): Block {
  const failures: Failure[] = [];
  return {
    add(line) {
      const { text, number } = line;
      const place = placeLine.exec(text)?.groups?.['place'];
      const open = failures.at(-1);
      if (place !== undefined) failures.push({ place, firstLine: number, lastLine: number, lines: [] });
      else if (!open) return text === '';
      else if (open.name === undefined) open.name = nameLine.exec(text)?.groups?.['name'] ?? '';
      else if (text !== '' && !text.startsWith('  ')) return false;
      else open.lines.push({ ...line, text: text.slice(2), whole: text.slice(2) });
      const failure = failures.at(-1);
      if (failure && text !== '') failure.lastLine = number;
      return true;
    },
    finish: () => ({ errors: failures.map(errorOf) }),
  };
}

function errorOf({ place, name, lines, firstLine, lastLine }: Failure): BlockError {
  const [first = { text: '', number: firstLine, whole: '' }, ...rest] = lines;
  const location = placeOf(place);
  const test = name === location?.file ? undefined : name;
  const thrown = thrownIn(first, rest);
  const error = parsedError({
    ...{ tool: 'node:test', severity: 'error', message: first.text.replace(/^'|'$/gu, '') },
    ...thrown,
    code: thrown?.code,
    location: thrown?.location ?? location,
    test,
  });
  return { ...error, firstLine, lastLine };
}

function thrownIn(first: Line, rest: readonly Line[]): BlockError | undefined {
  const header = exceptionHeader(first.text.replace(/^\[/u, ''));
  if (!header || !(isTelling(header) || rest.some(({ text }) => /^\s{4}at /u.test(text)))) return undefined;
  const block = exceptionBlock('node:test', header, first.text);
  for (const line of rest) if (!block.add(line)) break;
  return block.finish().errors[0];
}

/** Frames as TAP prints them, without `at`. */
export function bareFrame(text: string): Frame | undefined {
  const bare = text.trim().replace(/^async /u, '');
  const opening = bare.endsWith(')') ? bare.lastIndexOf(' (') : -1;
  const location = placeOf(opening < 0 ? bare : bare.slice(opening + 2, -1));
  return location && { ...(opening < 0 ? {} : { call: bare.slice(0, opening) }), location };
}
