import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  Parser,
  parseDocument,
  type Document,
} from 'yaml';
import { limits } from './limits.ts';
import { placeAt, start, type Place, type Problem } from './place.ts';

/** What a text says, as plain data, and where it says it. */
export interface ReadYaml {
  readonly data: unknown;
  /** The place of a value, or of the nearest thing around it that is there; `key` asks for the name instead. */
  placeOf(path: readonly PropertyKey[], of?: 'key' | 'value'): Place;
}

/** Reads a text that anybody may have written: what it costs is bounded before anything is built of it. */
export function readYaml(text: string): ReadYaml | readonly Problem[] {
  const excess = tooMuch(text);
  if (excess) return [excess];
  const lines = new LineCounter();
  // Keys that are there twice are found below: the parser compares each with each.
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
    schema: 'core',
    merge: false,
  });
  const placeOf = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const broken = [...document.errors, ...document.warnings].slice(0, limits.problemsMax);
  if (broken.length > 0)
    return broken.map(({ message, pos }) => ({
      ...placeOf(pos[0]),
      what: 'This is not YAML that can be read.',
      why: `${message.replace(/\.$/u, '')}.`,
      advice: 'Correct the line, or look at the one before it.',
    }));
  const built = build(document);
  if ('what' in built) return [{ ...placeOf(built.offset), ...built }];
  const { places, data } = built;
  return {
    data,
    placeOf(path, of = 'value') {
      for (let length = path.length; length >= 0; length -= 1) {
        const found = places.get(keyOf(path.slice(0, length)));
        // What is missing is missing from the thing around it, which begins at its name.
        if (found) return placeOf(of === 'key' || length < path.length ? found.key : found.value);
      }
      return start;
    },
  };
}

/** Goes through the words of the text, one at a time, until there are too many or they are too deep in each other. */
function tooMuch(text: string): Problem | undefined {
  const parser = new Parser();
  let tokens = 0;
  for (const word of new Lexer().lex(text)) {
    tokens += 1;
    // Its tokens are of no use here; drawing them is what moves the parser.
    Array.from(parser.next(word));
    if (tokens > limits.tokensMax)
      return tooMuchAt(text, parser.offset, `It has more than ${limits.tokensMax} words and marks.`);
    if (parser.stack.length > 2 * limits.depthMax) return tooDeepAt(text, parser.offset);
  }
  return undefined;
}

function tooMuchAt(text: string, offset: number, why: string): Problem {
  return {
    ...placeAt(text, offset),
    what: 'This file is too much to read.',
    why,
    advice: 'Make it smaller.',
  };
}

function tooDeepAt(text: string, offset: number): Problem {
  return { ...placeAt(text, offset), ...tooDeep };
}

const tooDeep = {
  what: 'This lies too deep.',
  why: `No more than ${limits.depthMax} lists and maps may lie in each other.`,
  advice: 'Nothing here needs that: make it flatter.',
};

interface Built {
  readonly data: unknown;
  readonly places: ReadonlyMap<string, { readonly key: number; readonly value: number }>;
}

/** Names a path; a step never holds the separator, as keys with control characters are refused. */
function keyOf(path: readonly PropertyKey[]): string {
  return path.map(String).join('\0');
}

interface Wrong extends Omit<Problem, 'line' | 'column'> {
  readonly offset: number;
}

class Refused extends Error {
  readonly wrong: Wrong;
  constructor(wrong: Wrong) {
    super(wrong.what);
    this.wrong = wrong;
  }
}

/** Plain data of a document: aliases are followed, each time counted, and never in a circle. */
function build(document: Document.Parsed): Built | Wrong {
  const places = new Map<string, { key: number; value: number }>();
  const open = new Set<unknown>();
  let values = 0;

  function plain(node: unknown, path: readonly string[], key: number): unknown {
    const offset = offsetOf(node) ?? key;
    values += 1;
    if (values > limits.valuesMax)
      throw new Refused({
        offset,
        what: 'This file says too much.',
        why: `It holds more than ${limits.valuesMax} values, those that an alias repeats counted each time.`,
        advice: 'Make it smaller.',
      });
    if (path.length > limits.depthMax) throw new Refused({ offset, ...tooDeep });
    if (!places.has(keyOf(path))) places.set(keyOf(path), { key, value: offset });
    if (isAlias(node)) return followed(node.resolve(document), path, offset);
    if (isScalar(node)) return scalar(node.value, offset);
    if (!isMap(node) && !isSeq(node)) return null;
    if (open.has(node)) throw new Refused({ offset, ...circular });
    open.add(node);
    const data = isSeq(node)
      ? node.items.map((item, index) => plain(item, [...path, String(index)], offsetOf(item) ?? offset))
      : mapOf(node.items, path, offset);
    open.delete(node);
    return data;
  }

  function followed(target: unknown, path: readonly string[], offset: number): unknown {
    if (target === undefined) throw new Refused({ offset, ...nameless });
    if (open.has(target)) throw new Refused({ offset, ...circular });
    return plain(target, path, offset);
  }

  function mapOf(
    items: readonly { readonly key: unknown; readonly value: unknown }[],
    path: readonly string[],
    offset: number,
  ): Readonly<Record<string, unknown>> {
    // Without a prototype there is no name that means something by itself.
    const data = Object.create(null) as Record<string, unknown>;
    for (const { key, value } of items) {
      const at = offsetOf(key) ?? offset;
      const name = isScalar(key) ? key.value : undefined;
      if (typeof name !== 'string' || /\p{Cc}/u.test(name)) throw new Refused({ offset: at, ...notAName });
      if (name in data) throw new Refused({ offset: at, ...twice(name) });
      data[name] = plain(value, [...path, name], at);
    }
    return data;
  }

  try {
    return { data: plain(document.contents, [], 0), places };
  } catch (thrown) {
    if (thrown instanceof Refused) return thrown.wrong;
    throw thrown;
  }
}

function scalar(value: unknown, offset: number): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new Refused({
    offset,
    what: 'This value is of a kind that has no use here.',
    why: 'It takes text, a finite number, `true` or `false`.',
    advice: 'Put it in quotes, or remove it.',
  });
}

const circular = {
  what: 'This alias stands inside of what it repeats.',
  why: 'It would go on without an end.',
  advice: 'Write out what is meant.',
};

const nameless = {
  what: 'This alias repeats nothing.',
  why: 'No value before it has that name.',
  advice: 'Correct the name, or write out what is meant.',
};

const notAName = {
  what: 'This is no name for a value.',
  why: 'The names of a map are plain text.',
  advice: 'Put it in quotes, or choose another name.',
};

function twice(name: string) {
  return {
    what: `\`${shown(name)}\` is there twice.`,
    why: 'Only one of the two could hold, and nobody could tell which.',
    advice: 'Remove one of them.',
  };
}

/** A name of the file as a sentence may show it: short, and without anything that a terminal would obey. */
export function shown(name: string): string {
  const plain = name.replaceAll(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '?').replaceAll('`', '?');
  return plain.length > limits.shownLengthMax ? `${plain.slice(0, limits.shownLengthMax)}…` : plain;
}

function offsetOf(node: unknown): number | undefined {
  if (typeof node !== 'object' || node === null || !('range' in node)) return undefined;
  const { range } = node;
  return Array.isArray(range) && typeof range[0] === 'number' ? range[0] : undefined;
}
