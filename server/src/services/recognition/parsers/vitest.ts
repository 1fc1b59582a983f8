import { parsedError, type Cause, type Frame, type Location } from '../parsed-error.ts';
import { differenceOf } from './difference.ts';
import { exceptionHeader, originOf, placeOf } from './javascript-stack.ts';
import type { Block, Parser } from './parser.ts';

/** Vitest as it prints for people: ` FAIL  test/cart.test.ts > cart > adds`, and errors outside of tests. */
export const vitest: Parser = {
  tool: 'vitest',
  begins: { with: [' FAIL', '⎯⎯⎯'] },
  begin({ text }) {
    const failed = failLine.exec(text)?.groups?.['name'];
    if (failed !== undefined) return failure(failed);
    return outside.test(text) ? failure(undefined) : undefined;
  },
};

/** The name of a project stands before the file, in bars or on a ground of its own colour. */
const failLine = /^ FAIL {2}(?:\|[^|]{1,100}\| | [^\s>]{1,100} {2})?(?<name>\S.*)$/u;
const outside =
  /^⎯{3,200} (?:Unhandled (?:Error|Rejection)|Uncaught Exception|Unhandled error|Startup Error) ⎯{3,200}$/u;
const end = /^⎯{3,200}(?:\[\d{1,6}\/\d{1,6}\]⎯{0,200})?$/u;
const frameLine = /^ {1,12}❯ (?<rest>\S.*)$/u;
const source = /^\s{1,12}(?:\d{1,7})?\|/u;

function failure(name: string | undefined): Block {
  const lines: string[] = [];
  const causes: Cause[] = [];
  const frames: Frame[] = [];
  let isOver = false;
  let code: string | undefined;
  return {
    add({ text }) {
      if (isOver) return false;
      if (end.test(text)) {
        isOver = true;
        return true;
      }
      // Tests that failed alike stand below each other, before what they have in common.
      if (outside.test(text) || (lines.length > 0 && failLine.test(text))) return false;
      const frame = frameOf(text);
      const cause = /^\s{0,8}Caused by: (?<header>\S.*)$/u.exec(text)?.groups?.['header'];
      const header = cause === undefined ? undefined : exceptionHeader(cause);
      code ??= /^Serialized Error: \{.{0,200}\bcode: '(?<code>\w+)'/u.exec(text)?.groups?.['code'];
      if (frame) frames.push(frame);
      else if (header) causes.push({ name: header.name, message: header.message });
      else if (frames.length === 0 && !failLine.test(text) && !source.test(text)) lines.push(text);
      return true;
    },
    finish() {
      const [first = '', ...rest] = lines.filter((line, index) => index > 0 || line !== '');
      const header = exceptionHeader(first);
      if (!header && name === undefined) return { errors: [] };
      const { file, test } = partsOf(name);
      return {
        errors: [
          parsedError({
            tool: 'vitest',
            severity: 'error',
            code: code ?? header?.code ?? header?.name,
            message: (header?.message ?? first).replace(/ \/\/ (?:Object\.is|deep|strict) equality$/u, ''),
            details: rest.map((line) => line.trim()).filter((line) => line !== ''),
            location: originOf(frames) ?? file,
            ...{ test, frames, causes },
            ...differenceOf(rest),
          }),
        ],
      };
    },
  };
}

function frameOf(text: string): Frame | undefined {
  const rest = frameLine.exec(text)?.groups?.['rest'];
  if (rest === undefined) return undefined;
  const gap = rest.lastIndexOf(' ');
  const location = placeOf(rest.slice(gap + 1)) ?? placeOf(rest);
  return location && { ...(gap > 0 ? { call: rest.slice(0, gap) } : {}), location };
}

/** `test/cart.test.ts > cart > adds`; a file that could not be loaded is named twice, in brackets behind itself. */
function partsOf(name: string | undefined): { file?: Location; test?: string } {
  if (name === undefined) return {};
  const [file = '', ...groups] = name.split(' > ');
  const bracket = file.indexOf(' [ ');
  return {
    file: { file: bracket < 0 ? file : file.slice(0, bracket) },
    ...(groups.length > 0 ? { test: groups.join(' > ') } : {}),
  };
}
