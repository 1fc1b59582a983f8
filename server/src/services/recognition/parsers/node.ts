import { parsedError, type Frame, type Location, type ParsedError } from '../parsed-error.ts';
import { exceptionHeader, isTelling, originOf, pathOf, stackLine } from './javascript-stack.ts';
import type { ExceptionHeader } from './javascript-stack.ts';
import { readProperties, type ErrorProperties } from './node-properties.ts';
import type { Block, Findings, Parser } from './parser.ts';

/**
 * An exception of JavaScript as Node prints it: where it crashed with the source, the exception, its frames, and its
 * properties in braces, causes and the errors of an aggregate among them.
 */
export const node: Parser = {
  tool: 'node',
  begin(line, { before }) {
    const place = crashPlace(line.text);
    if (place) return crash(place);
    const header = exceptionHeader(withoutBrackets(line.text));
    if (header && isTelling(header)) return exception(header, line.text);
    const above = before.at(-1);
    if (above?.number !== line.number - 1 || !stackLine(line.text)) return undefined;
    // Any class may be thrown, whatever its name: its first frame tells.
    const named = exceptionHeader(above.text.trim());
    const block = named && exception(named, above.text, above.number);
    block?.add(line);
    return block;
  },
};

/** Lines between the place of a crash and the exception, and of a message before its first frame. */
const linesMax = 40;

const crashLine = /^(?<file>(?:\/|file:\/\/|[A-Za-z]:[\\/]|node:|\[eval)[^:]{0,1024}):(?<line>\d{1,9})$/u;

/** `/home/ada/shop/src/cart.js:12` alone on its line. */
function crashPlace(text: string): Location | undefined {
  const groups = crashLine.exec(text)?.groups;
  return groups && { file: pathOf(groups['file'] ?? ''), line: Number(groups['line']) };
}

/** An error without a stack is printed as `[Error: message]`. */
function withoutBrackets(text: string): string {
  return text.startsWith('[') ? text.slice(1).replace(/\](?: \{)?$/u, '') : text;
}

/** The place, the source with carets below it, then what was thrown: not always an exception. */
function crash(place: Location): Block {
  let lines = 0;
  let hasCarets = false;
  let thrown: string | undefined;
  let inner: Block | undefined;
  return {
    add(line) {
      if (inner) return inner.add(line);
      lines += 1;
      if (thrown !== undefined || lines > linesMax) return false;
      const { text } = line;
      if (!hasCarets) hasCarets = /^\s*\^+\s*$/u.test(text);
      else if (text !== '') {
        const header = exceptionHeader(withoutBrackets(text));
        if (header) inner = exception(header, text);
        else thrown = text;
      }
      return true;
    },
    finish() {
      if (thrown !== undefined)
        return { errors: [{ tool: 'node', severity: 'error', message: thrown, ...located(place) }] };
      if (!inner) return { errors: [], giveBack: lines };
      const { errors, ...rest } = inner.finish();
      return { errors: errors.map((error) => ({ ...located(place), ...error })), ...rest };
    },
  };
}

function located(place: Location): { location?: Location } {
  return place.file.startsWith('node:') ? {} : { location: place };
}

function exception(header: ExceptionHeader, firstText: string, firstLine?: number): Block {
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
      if (!/^\s{4,}\.\.\. \d{1,6} lines matching/u.test(text)) return false;
    } else {
      if (details.length >= linesMax) return false;
      details.push(text);
    }
    if (frame && text.endsWith(' {')) stage = 'properties';
    return true;
  }

  function finish(): Findings {
    const hasStack = stage !== 'message';
    const error = errorOf(header, hasStack ? details : [], frames, properties);
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
  { name, code, message }: ExceptionHeader,
  lines: readonly string[],
  frames: readonly Frame[],
  properties: ErrorProperties,
): ParsedError {
  const details = lines.map((line) => line.trim()).filter((line) => line !== '');
  const location = originOf(frames) ?? importerOf(message, details) ?? originOf(properties.causeFrames);
  const { expected, actual, causes } = properties;
  return parsedError({
    tool: 'node',
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
