import { locationOf, parsedError, type Cause, type Frame } from '../parsed-error.ts';
import type { Line } from '../lines.ts';
import { originOf } from './javascript-stack.ts';
import type { Block, Parser } from './parser.ts';

/** A traceback of Python, with the exceptions before it; also a syntax error, which has none. */
export const python: Parser = {
  tool: 'python',
  begins: { holds: ['Traceback', 'File "'] },
  begin({ text }) {
    if (text.endsWith('Traceback (most recent call last):')) return traceback([]);
    const frame = frameOf(text);
    return frame && traceback([frame]);
  },
};

const frameLine = /^\s{1,40}File "(?<file>[^"]{1,1024})", line (?<line>\d{1,9})(?:, in (?<call>\S.*))?$/u;
const exception = /^(?<name>[A-Za-z_][\w.]{0,200})(?:: (?<message>.*))?$/u;
const linesMax = 40;

function frameOf(text: string): Frame | undefined {
  const groups = text.includes('File "') ? frameLine.exec(text)?.groups : undefined;
  const location = groups && locationOf(groups['file'], groups['line']);
  if (!location) return undefined;
  const call = groups['call'];
  return { ...(call === undefined || call === '<module>' ? {} : { call }), location };
}

interface Raised {
  readonly frames: Frame[];
  readonly name: string;
  readonly message: string;
}

function traceback(first: readonly Frame[]): Block {
  let frames = [...first];
  let raised: Raised | undefined;
  const earlier: Raised[] = [];
  const details: string[] = [];
  /** Lines since the exception, which may still be followed by another. */
  let since = 0;
  let sinceFrame = 0;
  return {
    add({ text }: Line) {
      if (raised) {
        since += 1;
        if (text.endsWith('Traceback (most recent call last):')) {
          earlier.push(raised);
          [raised, frames, since] = [undefined, [], 0];
          return true;
        }
        return since <= 3 && (text === '' || isLink(text));
      }
      const frame = frameOf(text);
      sinceFrame = frame ? 0 : sinceFrame + 1;
      if (frame) frames.push(frame);
      else if (/^\s/u.test(text) || text === '') return sinceFrame < linesMax;
      else {
        const groups = exception.exec(text)?.groups;
        if (groups?.['name'] === undefined) return false;
        raised = { frames, name: groups['name'], message: groups['message'] ?? '' };
      }
      return true;
    },
    finish() {
      if (!raised) return { errors: [], giveBack: 0 };
      const { name, message } = raised;
      const inner = raised.frames.toReversed();
      const causes: Cause[] = earlier.map((cause) => ({ name: cause.name, message: cause.message }));
      return {
        errors: [
          parsedError({
            tool: 'python',
            severity: 'error',
            code: name,
            message: message === '' ? name : message,
            location: originOf(inner) ?? inner[0]?.location,
            frames: inner,
            ...{ causes, details },
          }),
        ],
        giveBack: since,
      };
    },
  };
}

function isLink(text: string): boolean {
  return (
    text === 'During handling of the above exception, another exception occurred:' ||
    text === 'The above exception was the direct cause of the following exception:'
  );
}
