import { parsedError, type Frame } from '../parsed-error.ts';
import { differenceOf } from './difference.ts';
import { exceptionBlock } from './javascript-exception.ts';
import { exceptionHeader, isTelling, originOf, stackLine } from './javascript-stack.ts';
import type { Line } from '../lines.ts';
import type { Block, BlockError, Parser } from './parser.ts';

/** Mocha's `spec` and its kin: after `2 failing` a numbered failure each. */
export const mocha: Parser = {
  tool: 'mocha',
  begins: { holds: ['failing', 'Exception during run'] },
  begin({ text }) {
    const count = /^ {1,4}(?<count>\d{1,6}) failing$/u.exec(text)?.groups?.['count'];
    if (count !== undefined) return failures(Number(count));
    const thrown = / ?Exception during run: (?<header>\S.*)$/u.exec(text)?.groups?.['header'];
    const header = thrown === undefined ? undefined : exceptionHeader(thrown);
    return header && exceptionBlock('mocha', header, text);
  },
};

const numbered = /^ {1,4}(?<number>\d{1,6})\) (?<name>\S.*)$/u;
const nameLines = 12;

interface Failure {
  readonly firstLine: number;
  lastLine: number;
  readonly names: string[];
  readonly lines: string[];
  readonly frames: Frame[];
}

function failures(count: number): Block {
  const found: Failure[] = [];
  return {
    add({ text, number }: Line) {
      const open = found.at(-1);
      const begins = numbered.exec(text)?.groups;
      if (Number(begins?.['number']) === found.length + 1 && found.length < count) {
        found.push({
          firstLine: number,
          lastLine: number,
          names: [begins?.['name'] ?? ''],
          lines: [],
          frames: [],
        });
        return true;
      }
      if (!open) return text === '';
      return readInto(open, text, number, found.length === count);
    },
    finish: () => ({ errors: found.map(errorOf) }),
  };
}

function readInto(open: Failure, text: string, number: number, isLast: boolean): boolean {
  const frame = stackLine(text);
  // Nothing but frames follows a frame, so that the last failure ends with the first other line.
  if (isLast && open.frames.length > 0 && !frame && text.trim() !== '') return false;
  if (text.trim() !== '') open.lastLine = number;
  const isNamed = open.names.at(-1)?.endsWith(':') === true;
  if (frame?.location) open.frames.push({ ...frame, location: frame.location });
  else if (!isNamed && open.names.length < nameLines && text.startsWith('  ')) open.names.push(text.trim());
  else if (!frame) open.lines.push(text);
  return true;
}

function errorOf({ firstLine, lastLine, names, lines, frames }: Failure): BlockError {
  const [first = '', ...rest] = lines.map((line) => line.trim()).filter((line) => line !== '');
  const header = exceptionHeader(first);
  const isNamed = header !== undefined && (isTelling(header) || frames.length > 0);
  // A test that took too long has no frame of its own: its file stands in parentheses.
  const named = / \((?<file>\/[^()]{1,1024}|[A-Za-z]:[^()]{1,1024})\)$/u.exec(first)?.groups?.['file'];
  const error = parsedError({
    tool: 'mocha',
    severity: 'error',
    code: isNamed ? (header.code ?? header.name) : undefined,
    message: isNamed ? header.message : first,
    details: rest,
    location: originOf(frames) ?? (named === undefined ? undefined : { file: named }),
    frames,
    test: names.join(' > ').replace(/:$/u, ''),
    ...differenceOf(rest.slice(rest.findIndex((line) => line.startsWith('+ expected')))),
  });
  return { ...error, firstLine, lastLine };
}
