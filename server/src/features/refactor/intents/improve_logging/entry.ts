import { ts } from '../../../../services/analysis/typescript.ts';
import { relativeCode } from './print.ts';
import { isPlainPath, nameOf, shapeOf, withoutParentheses, wordsOf, type Shape } from './values.ts';

/** A value that is logged. */
export interface Value {
  readonly node: ts.Expression;
  readonly code: string;
  readonly shape: Shape;
}

/** What a call of the console says, apart from any logger: a sentence, and values beside it. */
export interface Entry {
  /** The sentence, with the values that stand inside of it. */
  readonly sentence: readonly Piece[];
  /** Values that follow the sentence, in the order in which they are evaluated. */
  readonly values: readonly Labelled[];
  /** The sentence as it was written, when it is one argument as it stands. */
  readonly written?: string;
}

export type Piece = { readonly text: string } | { readonly value: Value };

export interface Labelled extends Value {
  /** The name the call itself gave to the value, as in `'user:', user` or `{ user }`. */
  readonly label?: string;
}

/** Reads the arguments of a call as the console does. */
export function entryOf(args: readonly ts.Expression[], checker: ts.TypeChecker): Entry {
  const [first, ...rest] = args;
  if (!first) return { sentence: [], values: [] };
  const valueOf = (node: ts.Expression): Value => ({
    node,
    code: relativeCode(node.getSourceFile().text, node.getStart(), node.end),
    shape: shapeOf(node, checker),
  });
  if (args.length > 1 && ts.isStringLiteralLike(first) && /%[sdifjoOc%]/.test(first.text)) {
    return formatted(first.text, rest, valueOf);
  }
  const head = piecesOf(first, valueOf);
  const entry = followed(head, rest, valueOf);
  return entry.sentence === head ? { ...entry, written: valueOf(first).code } : entry;
}

type ValueOf = (node: ts.Expression) => Value;

/** A literal, template or concatenation as pieces of a sentence. */
function piecesOf(node: ts.Expression, valueOf: ValueOf): readonly Piece[] {
  const constant = constantText(node);
  if (constant !== undefined) return [{ text: constant }];
  if (ts.isTemplateExpression(node)) {
    const pieces: Piece[] = [{ text: node.head.text }];
    for (const { expression, literal } of node.templateSpans) {
      pieces.push({ value: valueOf(expression) }, { text: literal.text });
    }
    return merged(pieces);
  }
  const operands = concatenated(node);
  if (!operands) return [{ value: valueOf(node) }];
  return merged(operands.flatMap((operand) => piecesOf(operand, valueOf)));
}

/** The text of an argument whose text is fixed. */
function constantText(node: ts.Expression): string | undefined {
  if (ts.isStringLiteralLike(node) || ts.isNumericLiteral(node)) return node.text;
  if (node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword)
    return node.getText();
  if (node.kind === ts.SyntaxKind.NullKeyword) return 'null';
  return ts.isIdentifier(node) && node.text === 'undefined' ? 'undefined' : undefined;
}

/** The operands of `'a' + b + 'c'`, when a text at its start makes every `+` a concatenation. */
function concatenated(node: ts.Expression): readonly ts.Expression[] | undefined {
  const operands: ts.Expression[] = [];
  let at = node;
  while (ts.isBinaryExpression(at) && at.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    operands.unshift(at.right);
    at = at.left;
  }
  operands.unshift(at);
  const isText = (operand: ts.Expression | undefined) =>
    operand !== undefined && (ts.isStringLiteralLike(operand) || ts.isTemplateExpression(operand));
  return operands.length > 1 && (isText(operands[0]) || isText(operands[1])) ? operands : undefined;
}

/** Neighbouring texts as one, empty ones left out. */
function merged(pieces: readonly Piece[]): readonly Piece[] {
  const result: Piece[] = [];
  for (const piece of pieces) {
    const last = result.at(-1);
    if ('text' in piece && last && 'text' in last)
      result[result.length - 1] = { text: last.text + piece.text };
    else if (!('text' in piece) || piece.text !== '') result.push(piece);
  }
  return result;
}

/** Expands the directives of a constant format string. Values that do not print the same in a text stand beside it. */
function formatted(format: string, args: readonly ts.Expression[], valueOf: ValueOf): Entry {
  const queue = [...args];
  const pieces = format.split(/(%[sdifjoOc%])/).map((part): Piece => {
    if (!/^%[sdifjoOc]$/.test(part)) return { text: part === '%%' ? '%' : part };
    const next = queue.shift();
    return next ? { value: converted(part, valueOf(next)) } : { text: part };
  });
  const values = pieces.flatMap((piece) => ('value' in piece ? [piece.value] : []));
  const aside = values.filter((value) => !isPrintable(value));
  if (aside.length === 0) return followed(merged(pieces), queue, valueOf);
  const isOrderSeen = args.length > 1 && args.some((argument) => !isRead(argument));
  if (isOrderSeen) {
    const rest = queue.map((node) => pieceOf(node, valueOf));
    const entry = apart([...withoutValues(pieces, values), ...rest], valueOf);
    return { ...entry, values: [...values, ...entry.values] };
  }
  const entry = followed(withoutValues(pieces, aside), queue, valueOf);
  return { ...entry, values: [...aside, ...entry.values] };
}

/** Evaluating it does nothing, so nobody sees when it happens. */
function isRead(node: ts.Expression): boolean {
  return ts.isIdentifier(node) || ts.isPropertyAccessExpression(node) || ts.isLiteralExpression(node);
}

/** A text or flag where the format wants a number, converted as the console does; other values say more as they are. */
function converted(directive: string, value: Value): Value {
  const { shape, code } = value;
  const as = (call: string): Value => ({ ...value, code: call, shape: 'number' });
  if (directive === '%d' && (shape === 'text' || shape === 'flag')) return as(`Number(${code})`);
  if (directive === '%f' && shape === 'text') return as(`Number.parseFloat(${code})`);
  if (directive === '%i' && shape === 'text') return as(`Number.parseInt(${code}, 10)`);
  if (directive === '%i' && shape === 'number') return as(`Math.trunc(${code})`);
  return value;
}

/** The same entry with a constant sentence: as fields, all its values are evaluated in the order they are written in. */
export function allBeside({ sentence, values }: Entry): Entry {
  const inside = sentence.flatMap((piece) => ('value' in piece ? [piece.value] : []));
  const [next] = values;
  const pieces = next ? merged([...sentence, { text: ' ' }, { value: next }]) : sentence;
  return { sentence: withoutValues(pieces, [...inside, ...values]), values: [...inside, ...values] };
}

/**
 * A sentence that some values have left: `loaded ${count} bookings from ${file}` as `loaded bookings from file`. A value
 * is named where the words around it need a noun, else the words close up.
 */
function withoutValues(spoken: readonly Piece[], left: readonly Value[]): readonly Piece[] {
  const sentence = merged(spoken);
  const named = sentence.map((piece, index): Piece => {
    if ('text' in piece || !left.includes(piece.value)) return piece;
    const before = textOf(sentence[index - 1]);
    const after = textOf(sentence[index + 1]);
    const isSubject = index === 0 && /^\s+[\p{L}]/u.test(after);
    const isGlued = /\S$/.test(before) || /^[\w'"`]/.test(after);
    const isNeeded = isSubject || isGlued || endsOpen(before.trimEnd());
    return { text: isNeeded ? wordsOf(nameOf(piece.value.node) ?? 'value') : '' };
  });
  const pieces = merged(named);
  const last = pieces.length - 1;
  const tidied = pieces.map((piece, index): Piece => {
    if (!('text' in piece)) return piece;
    const text = piece.text.replace(/ {2,}/g, ' ');
    const opened = index === 0 ? text.trimStart() : text;
    return { text: index === last ? opened.trimEnd() : opened };
  });
  return merged(tidied);
}

function textOf(piece: Piece | undefined): string {
  return piece && 'text' in piece ? piece.text : '';
}

/** `listening on` needs a noun: `listening on port`. */
export function endsOpen(text: string): boolean {
  return /\b(on|at|to|for|from|in|into|with|of|by|via|as|before|after|than|took|is|was)$/i.test(text);
}

/**
 * Joins what follows the first argument. A text after the sentence continues it (`'took', ms, 'ms'`), with the values
 * before it, as long as those print the same in a text; other values stand beside the sentence.
 */
function followed(head: readonly Piece[], rest: readonly ts.Expression[], valueOf: ValueOf): Entry {
  const tail = rest.map((node) => pieceOf(node, valueOf));
  const [lead] = head;
  const opensWithData =
    head.length === 1 && lead !== undefined && 'value' in lead && lead.value.shape !== 'text';
  if (opensWithData) return apart([lead, ...tail], valueOf);
  const texts = [...head, ...tail].filter((piece) => 'text' in piece);
  if (texts.length > 1 && head.length === 1 && texts.every(({ text }) => isLabel(text))) {
    return apart([...head, ...tail], valueOf);
  }
  const lastText = tail.findLastIndex((piece) => 'text' in piece);
  const inside = tail.slice(0, lastText + 1);
  const prints = inside.every((piece) => 'text' in piece || isPrintable(piece.value));
  if (!prints) return apart([...head, ...tail], valueOf);
  const spoken = inside.flatMap((piece): readonly Piece[] => [{ text: ' ' }, piece]);
  const sentence = inside.length === 0 ? head : merged([...head, ...spoken]);
  const values = tail.slice(lastText + 1).flatMap((piece) => ('value' in piece ? [piece.value] : []));
  return { sentence, values: values.flatMap((value) => opened(value, valueOf)) };
}

function pieceOf(node: ts.Expression, valueOf: ValueOf): Piece {
  const text = constantText(node);
  return text === undefined ? { value: valueOf(node) } : { text };
}

/** `'host:'` names what follows. */
function isLabel(text: string): boolean {
  return /^\s*[\w ]+[:=]\s*$/.test(text);
}

function unlabelled(text: string): string {
  return text.replace(/\s*[:=]\s*$/, '');
}

function isPrintable(value: Value): boolean {
  return value.shape === 'text' || value.shape === 'number' || value.shape === 'flag';
}

/** Texts make the sentence, every value stands beside it and is named by the text before it. */
function apart(pieces: readonly Piece[], valueOf: ValueOf): Entry {
  const texts: string[] = [];
  const values: Labelled[] = [];
  let label: string | undefined;
  for (const piece of pieces) {
    if ('text' in piece) {
      texts.push(piece.text.trim());
      label = /^\s*([A-Za-z]\w*)\s*[:=]\s*$/.exec(piece.text)?.[1];
      continue;
    }
    const labelled = label === undefined ? opened(piece.value, valueOf) : [{ ...piece.value, label }];
    values.push(...labelled);
    label = undefined;
  }
  const spoken = texts.filter((part) => part !== '');
  const text =
    spoken.length > 1 && spoken.every(isLabel) ? spoken.map(unlabelled).join(', ') : spoken.join(' ');
  return { sentence: text === '' ? [] : [{ text }], values };
}

/** `{ id, name: user.name }` as an argument is a list of named values already. */
function opened(value: Value, valueOf: ValueOf): readonly Labelled[] {
  const node = withoutParentheses(value.node);
  if (!ts.isObjectLiteralExpression(node) || node.properties.length === 0) return [value];
  const named: Labelled[] = [];
  for (const property of node.properties) {
    if (!property.name || !ts.isIdentifier(property.name)) return [value];
    const inner = ts.isShorthandPropertyAssignment(property)
      ? property.name
      : ts.isPropertyAssignment(property)
        ? property.initializer
        : undefined;
    if (!inner) return [value];
    named.push({ ...valueOf(inner), label: property.name.text });
  }
  return named;
}

/** A sentence that announces a value does not keep its colon when the value stands beside it. */
export function withoutColon(entry: Entry): Entry {
  const { sentence, values } = entry;
  const last = sentence.at(-1);
  if (values.length === 0 || !last || !('text' in last)) return entry;
  const text = last.text.replace(/\s*(?:[:=]|->|=>| -)\s*$/, '').trimEnd();
  if (text === last.text || (text === '' && sentence.length > 1)) return entry;
  return { sentence: [...sentence.slice(0, -1), { text }], values };
}

/** The values of a sentence that may be named beside it as well, because reading them again is nothing. */
export function readableAgain(entry: Entry, checker: ts.TypeChecker): readonly Value[] {
  return entry.sentence.flatMap((piece) => {
    if (!('value' in piece) || nameOf(piece.value.node) === undefined) return [];
    const { node } = piece.value;
    if (ts.isIdentifier(node)) return [piece.value];
    const isKnown =
      ts.isPropertyAccessExpression(node) && checker.getSymbolAtLocation(node.name) !== undefined;
    return isKnown && isPlainPath(node, checker) ? [piece.value] : [];
  });
}
