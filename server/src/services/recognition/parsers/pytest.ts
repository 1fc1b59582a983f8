import { locationOf, parsedError, type Frame } from '../parsed-error.ts';
import type { Line } from '../lines.ts';
import { originOf } from './javascript-stack.ts';
import type { Block, BlockError, Parser } from './parser.ts';

/** pytest: a section for each failure, or, where it prints none, the lines of its summary. */
export const pytest: Parser = {
  tool: 'pytest',
  begins: { with: ['===='] },
  begin({ text }) {
    if (sections.test(text)) return report();
    return summaryTitle.test(text) ? summary() : undefined;
  },
};

const sections = /^={4,200} (?:FAILURES|ERRORS) ={4,200}$/u;
const summaryTitle = /^={4,200} short test summary info ={4,200}$/u;
const title = /^_{3,200} (?<name>\S.*?\S) _{3,200}$/u;
const place = /^(?<file>\S[^:]{0,1024}):(?<line>\d{1,9}): (?<what>\S.*)?$/u;
const lastPlace = /^(?<file>\S[^:]{0,1024}):(?<line>\d{1,9}): ?(?<what>[\w.]*)$/u;
const said = /^E {1,12}(?<text>.*)$/u;

interface Failure {
  readonly name: string;
  readonly firstLine: number;
  lastLine: number;
  readonly said: string[];
  readonly frames: Frame[];
  raised?: string;
}

function report(): Block {
  const failures: Failure[] = [];
  let isOver = false;
  let isSummary = false;
  return {
    add({ text, number }: Line) {
      if (isOver) return false;
      if (text.startsWith('====')) {
        isSummary ||= summaryTitle.test(text);
        // The last line of a run counts; what comes after is another's.
        isOver = / in [\d.]+s/u.test(text);
        return true;
      }
      if (isSummary) return true;
      const name = title.exec(text)?.groups?.['name'];
      if (name !== undefined)
        failures.push({ name, firstLine: number, lastLine: number, said: [], frames: [] });
      else if (failures.length > 0) readInto(failures.at(-1), text, number);
      return true;
    },
    finish: () => ({ errors: failures.map(errorOf) }),
  };
}

function readInto(open: Failure | undefined, text: string, number: number): void {
  if (!open) return;
  const line = said.exec(text)?.groups?.['text'];
  const frame = (place.exec(text) ?? lastPlace.exec(text))?.groups;
  if (line !== undefined) open.said.push(line.trim());
  else if (frame) {
    const location = locationOf(frame['file'], frame['line']);
    const call = /^in (?<call>\S.*)$/u.exec(frame['what'] ?? '')?.groups?.['call'];
    if (location)
      open.frames.push({ ...(call === undefined || call === '<module>' ? {} : { call }), location });
    if (call === undefined && frame['what']) open.raised = frame['what'];
  }
  if (text !== '') open.lastLine = number;
}

function errorOf({ name, firstLine, lastLine, said: lines, frames, raised }: Failure): BlockError {
  const [first = '', ...rest] = lines;
  const header =
    /^(?<name>[A-Za-z_][\w.]{0,200}(?:Error|Exception|Warning|Exit|Interrupt)|Failed)(?:: (?<message>.*))?$/u.exec(
      first,
    )?.groups;
  const collected = /^ERROR (?:collecting|at \w+ of) (?<name>\S.*)$/u.exec(name)?.groups?.['name'];
  const inner = frames.toReversed();
  const isFile = collected?.endsWith('.py') === true;
  const message = header ? (header['message'] ?? header['name'] ?? '') : first;
  return {
    ...parsedError({
      tool: 'pytest',
      severity: 'error',
      code: header?.['name'] ?? raised ?? (first.startsWith('assert ') ? 'AssertionError' : undefined),
      message: message === '' ? (rest[0] ?? name) : message,
      details: rest.filter((line) => line !== ''),
      location: originOf(inner) ?? inner[0]?.location ?? (isFile ? locationOf(collected) : undefined),
      frames: inner,
      test: isFile ? undefined : (collected ?? name),
    }),
    firstLine,
    lastLine,
  };
}

/** `FAILED tests/test_cart.py::test_total - assert 3 == 4`, where a run was told to print no more. */
function summary(): Block {
  const errors: BlockError[] = [];
  let isOver = false;
  return {
    add({ text, number }: Line) {
      if (isOver) return false;
      const groups =
        /^(?:FAILED|ERROR) (?<file>[^\s:]{1,1024})(?:::(?<test>\S{1,400}))?(?: - (?<message>\S.*))?$/u.exec(
          text,
        )?.groups;
      isOver = text.startsWith('====');
      if (!groups) return true;
      const printed = groups['message'] ?? 'failed';
      const header = /^(?<name>[A-Z][\w.]{0,200}): (?<message>\S.*)$/u.exec(printed)?.groups;
      errors.push({
        ...parsedError({
          tool: 'pytest',
          severity: 'error',
          code: header?.['name'] ?? (printed.startsWith('assert ') ? 'AssertionError' : undefined),
          message: header?.['message'] ?? printed,
          location: locationOf(groups['file']),
          test: groups['test'],
        }),
        firstLine: number,
        lastLine: number,
      });
      return true;
    },
    finish: () => ({ errors }),
  };
}
