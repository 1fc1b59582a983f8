import { parsedError, type Frame, type Location, type ParsedError } from '../parsed-error.ts';
import { differenceOf } from './difference.ts';
import { exceptionHeader, isTelling, originOf, stackLine } from './javascript-stack.ts';
import type { Line } from '../lines.ts';
import type { Block, BlockError, Parser } from './parser.ts';

/** Jest as it prints for people: `FAIL test/cart.test.js`, then a bullet for each failure. */
export const jest: Parser = {
  tool: 'jest',
  begins: { holds: ['FAIL'] },
  begin({ text }) {
    const file = failLine.exec(text)?.groups?.['file'];
    return file === undefined ? undefined : suite(file);
  },
};

const failLine =
  /^\s{0,2}FAIL (?:[^\s/.]{1,60} )?(?<file>\S{1,400}\.[cm]?[jt]sx?)(?: \([\d.]{1,12} m?s\))?$/u;
const bullet = /^ {2}● (?<name>\S.*)$/u;
const source = /^\s{2,12}(?:> )?\d{0,7} \|/u;

interface Failure {
  readonly name: string;
  readonly firstLine: number;
  readonly lines: string[];
  readonly frames: Frame[];
  lastLine: number;
}

function suite(file: string): Block {
  const failures: Failure[] = [];
  return {
    add({ text, number }: Line) {
      // What Jest prints of a suite is indented; the rest is of the next suite or the summary.
      if (text !== '' && !text.startsWith(' ')) return false;
      const name = bullet.exec(text)?.groups?.['name'];
      const open = failures.at(-1);
      if (name !== undefined)
        failures.push({ name, firstLine: number, lastLine: number, lines: [], frames: [] });
      else if (open) readInto(open, text, number);
      return true;
    },
    finish: () => ({
      errors: failures.filter(({ name }) => name !== 'Console').map((failure) => errorOf(failure, file)),
    }),
  };
}

function readInto(open: Failure, text: string, number: number): void {
  const frame = stackLine(text);
  if (frame?.location) open.frames.push({ ...frame, location: frame.location });
  else if (!frame && !source.test(text)) open.lines.push(text.trim());
  if (text !== '') open.lastLine = number;
}

function errorOf({ name, lines, frames, firstLine, lastLine }: Failure, file: string): BlockError {
  const [first = '', ...rest] = lines.filter((line) => line !== '');
  const header = exceptionHeader(first);
  // A class of any name: what it threw has frames.
  const isNamed =
    header !== undefined && (isTelling(header) || (frames.length > 0 && !/^thrown\b/u.test(first)));
  const own = frames.map(({ location, ...frame }) => ({ ...frame, location: below(location, file) }));
  const message = (isNamed ? header.message : first)
    .replace(/^(?<call>expect\(.{1,200}\)) \/\/ .{1,60}$/u, '$<call>')
    .replace(/^thrown: "?/u, '');
  const error: ParsedError = parsedError({
    tool: 'jest',
    severity: 'error',
    code: isNamed ? (header.code ?? header.name) : undefined,
    message: message === '' ? (rest[0] ?? name) : message,
    details: rest,
    location: originOf(own) ?? { file },
    frames: own,
    test: name === 'Test suite failed to run' ? undefined : name.split(' › ').join(' > '),
    ...differenceOf(rest),
  });
  return { ...error, firstLine, lastLine };
}

/** Frames are told from the root of the project, which may lie below the folder that the suite is told from. */
function below(location: Location, suiteFile: string): Location {
  return suiteFile.endsWith(`/${location.file}`) ? { ...location, file: suiteFile } : location;
}
