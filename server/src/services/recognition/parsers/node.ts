import type { Location } from '../parsed-error.ts';
import { exceptionBlock } from './javascript-exception.ts';
import { exceptionHeader, isTelling, pathOf, stackLine } from './javascript-stack.ts';
import type { Block, Parser } from './parser.ts';

/** A code in brackets behind the name of a class: `Lost [E_LOST]: …`. */
const codes = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ', (letter) => ` [${letter}`);

/**
 * An exception of JavaScript as Node prints it: where it crashed with the source, the exception, its frames, and its
 * properties in braces, causes and the errors of an aggregate among them.
 */
export const node: Parser = {
  tool: 'node',
  begins: { holds: ['Error', 'Exception', 'at ', ...codes], endsInDigit: true },
  begin(line, { before }) {
    const place = crashPlace(line.text);
    if (place) return crash(place);
    const header = exceptionHeader(withoutBrackets(line.text));
    if (header && isTelling(header)) return exceptionBlock('node', header, line.text);
    const above = before.at(-1);
    if (above?.number !== line.number - 1 || !stackLine(line.text)) return undefined;
    // Any class may be thrown, whatever its name: its first frame tells.
    const named = exceptionHeader(above.text.trim());
    const block = named && exceptionBlock('node', named, above.text, above.number);
    block?.add(line);
    return block;
  },
};

/** Lines between the place of a crash and what was thrown. */
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

/**
 * The place, the source with carets below it, then what was thrown: not always an exception. Where Node itself is the
 * place, the one that it was about may follow, with its source marked otherwise.
 */
function crash(first: Location): Block {
  let place = first;
  let lines = 0;
  let hasSource = false;
  let thrown: string | undefined;
  let inner: Block | undefined;

  function readThrown(text: string): void {
    const next = crashPlace(text);
    const header = exceptionHeader(withoutBrackets(text));
    if (next) place = next;
    else if (header) inner = exceptionBlock('node', header, text);
    else if (place === first) thrown = text;
  }

  return {
    add(line) {
      if (inner) return inner.add(line);
      lines += 1;
      if (thrown !== undefined || lines > linesMax) return false;
      if (!hasSource) hasSource = /^\s*\^+\s*$/u.test(line.text);
      else if (line.text !== '') readThrown(line.text);
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
