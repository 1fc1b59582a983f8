import { parsedError, type Frame, type Location, type ParsedError } from '../parsed-error.ts';
import { originOf, pathOf, stackLine, type ExceptionHeader } from './javascript-stack.ts';
import { readProperties, type ErrorProperties } from './node-properties.ts';
import type { Block, Findings } from './parser.ts';

/** What Node writes among the frames. */
const betweenFrames =
  /^\s{4,60}\.\.\. \d{1,6} lines matching|^Emitted 'error' event (?:on \S+ instance )?at:$/u;

/** Lines of a message before its first frame. */
const linesMax = 40;

/**
 * An exception from its first line on: more lines of its message, then frames, then properties in braces. Without a
 * frame only the first line is its own, since nothing says where the message ends.
 */
export function exceptionBlock(
  tool: string,
  header: ExceptionHeader,
  firstText: string,
  firstLine?: number,
): Block {
  const frames: Frame[] = [];
  const details: string[] = [];
  const properties = readProperties();
  let stage: 'message' | 'stack' | 'properties' | 'closed' = firstText.endsWith(' {')
    ? 'properties'
    : 'message';

  function readMessageOrStack(text: string): boolean {
    const frame = stackLine(text);
    if (frame) {
      stage = 'stack';
      if (frame.location) frames.push({ ...frame, location: frame.location });
    } else if (stage === 'stack') {
      if (!betweenFrames.test(text)) return false;
    } else {
      if (details.length >= linesMax) return false;
      details.push(text);
    }
    if (frame && text.endsWith(' {')) stage = 'properties';
    return true;
  }

  function finish(): Findings {
    const hasStack = stage !== 'message';
    const error = errorOf(tool, header, hasStack ? details : [], frames, properties);
    const first = firstLine === undefined ? {} : { firstLine };
    return { errors: [{ ...error, ...first }], giveBack: hasStack ? 0 : details.length };
  }

  return {
    add({ text }) {
      if (stage === 'closed') return false;
      if (stage !== 'properties') return readMessageOrStack(text);
      if (!properties.read(text)) stage = 'closed';
      return true;
    },
    finish,
  };
}

function errorOf(
  tool: string,
  { name, code, message }: ExceptionHeader,
  lines: readonly string[],
  frames: readonly Frame[],
  properties: ErrorProperties,
): ParsedError {
  const details = lines.map((line) => line.trim()).filter((line) => line !== '');
  const location = originOf(frames) ?? importerOf(message, details) ?? originOf(properties.causeFrames);
  const { expected, actual, causes } = properties;
  return parsedError({
    tool,
    severity: 'error',
    code: code ?? properties.code ?? name,
    message: message === '' ? (details[0] ?? name) : message,
    ...{ details, location, frames, causes, expected, actual },
  });
}

/** The file that asked for a module that is not there. */
function importerOf(message: string, details: readonly string[]): Location | undefined {
  const importer = / imported from (?<file>\S.*)$/u.exec(message)?.groups?.['file'];
  const required = details.includes('Require stack:')
    ? details.find((line) => line.startsWith('- '))?.slice(2)
    : undefined;
  const file = importer ?? required;
  return file === undefined ? undefined : { file: pathOf(file) };
}
