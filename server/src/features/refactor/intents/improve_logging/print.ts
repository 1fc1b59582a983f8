import { columnsOf, type Style } from '../../syntax/index.ts';

/** An argument of a call: code as it stands, or an object by its properties. */
export type Argument = { readonly code: string } | { readonly properties: readonly string[] };

/** Where the call begins. */
export interface Place {
  /** The white space at the start of its line. */
  readonly indentation: string;
  /** Everything before the call on its line. */
  readonly before: string;
  /** Everything after the call on its line. */
  readonly after: string;
}

/** A call on one line where it fits, else broken as Prettier breaks it. */
export function printCall(callee: string, args: readonly Argument[], place: Place, style: Style): string {
  const flat = args.map(flatArgument);
  const line = `${callee}(${flat.join(', ')})`;
  const isFlat = !flat.some((text) => text.includes('\n'));
  if (isFlat && columnsOf(place.before + line + place.after, style) <= style.width) return line;
  return hugged(callee, args, place, style) ?? brokenOut(callee, args, place, style);
}

function flatArgument(argument: Argument): string {
  return 'code' in argument ? argument.code : `{ ${argument.properties.join(', ')} }`;
}

/** An object that comes last opens on the line of the call. */
function hugged(callee: string, args: readonly Argument[], place: Place, style: Style): string | undefined {
  const last = args.at(-1);
  const [only] = args;
  // One long template: broken out, its line would be as long.
  if (args.length === 1 && only && 'code' in only) {
    return only.code.startsWith('`') && only.code.includes('\n') ? `${callee}(${only.code})` : undefined;
  }
  if (!last || 'code' in last) return undefined;
  const lead = args.slice(0, -1).map(flatArgument);
  const opening = `${callee}(${[...lead, '{'].join(', ')}`;
  if (lead.some((text) => text.includes('\n'))) return undefined;
  if (columnsOf(place.before + opening, style) > style.width) return undefined;
  return `${callee}(${[...lead, objectLines(last.properties, place.indentation, style)].join(', ')})`;
}

function brokenOut(callee: string, args: readonly Argument[], place: Place, style: Style): string {
  const inner = place.indentation + style.indent;
  const lines = args.map((argument) => {
    const flat = flatArgument(argument);
    const fits = !flat.includes('\n') && columnsOf(`${inner}${flat},`, style) <= style.width;
    if (fits) return inner + flat;
    return (
      inner +
      ('code' in argument ? indented(flat, inner, style) : objectLines(argument.properties, inner, style))
    );
  });
  const body = lines.join(`,${style.newline}`) + style.callComma;
  return `${callee}(${style.newline}${body}${style.newline}${place.indentation})`;
}

function objectLines(properties: readonly string[], indentation: string, style: Style): string {
  const inner = indentation + style.indent;
  const body =
    properties.map((property) => inner + indented(property, inner, style)).join(`,${style.newline}`) +
    style.objectComma;
  return `{${style.newline}${body}${style.newline}${indentation}}`;
}

/** Code of several lines in its new place; see `relativeCode`. */
function indented(code: string, indentation: string, style: Style): string {
  return code.includes('`') ? code : code.split('\n').join(style.newline + indentation);
}

/**
 * The text of a node with its further lines indented relative to the line it starts on, so that it can move. Texts that
 * may hold line ends of their own (templates) keep every character.
 */
export function relativeCode(text: string, start: number, end: number): string {
  const code = text.slice(start, end);
  if (!code.includes('\n') || code.includes('`')) return code;
  const { indentation } = placeOf(text, start, end);
  return code
    .split(/\r?\n/)
    .map((line, index) => (index > 0 && line.startsWith(indentation) ? line.slice(indentation.length) : line))
    .join('\n');
}

/** The place of a span of `text` that is about to be replaced. */
export function placeOf(text: string, start: number, end: number): Place {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const before = text.slice(lineStart, start);
  const lineEnd = text.indexOf('\n', end);
  return {
    before,
    indentation: /^[ \t]*/.exec(before)?.[0] ?? '',
    after: text.slice(end, lineEnd < 0 ? undefined : lineEnd).trimEnd(),
  };
}
