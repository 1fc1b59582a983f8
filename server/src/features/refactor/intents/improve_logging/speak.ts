import { refused, type Refusal } from '../../../../base/index.ts';
import { ts } from '../../../../services/analysis/typescript.ts';
import type { Dialect, Level, Method } from './dialect.ts';
import {
  allBeside,
  endsOpen,
  readableAgain,
  withoutColon,
  type Entry,
  type Labelled,
  type Piece,
  type Value,
} from './entry.ts';
import { isThrown, nameFields } from './name-fields.ts';
import { printCall, type Argument, type Place } from './print.ts';
import type { Speaker } from './speaker.ts';
import { quoted, type Style } from '../../syntax/index.ts';
import { mayAct, nameOf, withoutParentheses, wordsOf } from './values.ts';

/** What one call becomes. */
export interface Spoken {
  readonly callee: string;
  /** The whole call. */
  readonly code: string;
  /** The arguments are the ones that were written, so that their layout can stay as it is. */
  readonly keepsArguments: boolean;
  /** `inspect` of `node:util` has to be in scope. */
  readonly inspects: boolean;
}

interface Speech {
  readonly entry: Entry;
  /** The arguments as they were written, for loggers that take them as the console does. */
  readonly written: readonly string[];
  readonly level: Level;
  /** What to say when the entry has no sentence of its own. */
  readonly fallback: string;
}

/** Says an entry through a logger, so that no value is lost and all are evaluated once, in their order. */
export function speak(speech: Speech, speaker: Speaker, place: Place): Spoken | Refusal {
  const method = speaker.dialect.levels[speech.level];
  if (!method) {
    return refused(
      `\`${speech.level}\` is no level of ${speaker.dialect.name}, so this call stays: give the logger such a method.`,
    );
  }
  const words = argumentsFor(method, speech, speaker);
  const callee = `${speaker.expression}.${method.name}`;
  return {
    callee,
    code: printCall(callee, words.args, place, speaker.style),
    keepsArguments: sameArguments(words.args, speech.written),
    inspects: words.inspects,
  };
}

function sameArguments(args: readonly Argument[], written: readonly string[]): boolean {
  if (args.length !== written.length) return false;
  return args.every((argument, index) => 'code' in argument && argument.code === written[index]);
}

interface Words {
  readonly args: readonly Argument[];
  readonly inspects: boolean;
}

function argumentsFor(method: Method, speech: Speech, speaker: Speaker): Words {
  switch (method.takes) {
    case 'fields-first':
      return fieldsFirst(speech, speaker);
    case 'message-first':
      return messageFirst(speech, speaker);
    case 'anything':
    case 'message-and-anything':
      return anything(method, speech, speaker);
    case 'message-only':
      return prefixed(method, speaker, oneText(speech, speaker));
    case 'message-and-error':
      return textAndError(speech, speaker);
    case 'nest':
      return nest(speech, speaker);
  }
}

/** `({ err, userId }, 'message')` */
function fieldsFirst(speech: Speech, speaker: Speaker): Words {
  const said = withFields(speech, speaker);
  if (isOrderSeen(said.sentence, said.values)) {
    return fieldsFirst({ ...speech, entry: allBeside(speech.entry) }, speaker);
  }
  const { fields, message, inspects, lead } = said;
  if (lead !== undefined && fields.length === 0)
    return { args: [{ code: lead }, { code: message }], inspects };
  return {
    args: fields.length === 0 ? [{ code: message }] : [{ properties: fields }, { code: message }],
    inspects,
  };
}

/** `('message', { err, userId })` */
function messageFirst(speech: Speech, speaker: Speaker): Words {
  const said = withFields(speech, speaker);
  const { fields, message, inspects } = said;
  if (speaker.dialect.library !== 'winston' || fields.length === 0) {
    return {
      args: fields.length === 0 ? [{ code: message }] : [{ code: message }, { properties: fields }],
      inspects,
    };
  }
  // A message with directives makes winston drop its fields, and a text made at run time may hold some.
  const isConstant = said.sentence.every((piece) => 'text' in piece);
  if (isConstant && !/%[scdjifoO%]/.test(constantOf(said.sentence))) {
    return { args: [{ code: message }, { properties: fields }], inspects };
  }
  return { args: [{ properties: [`message: ${message}`, ...fields] }], inspects };
}

interface Said {
  readonly message: string;
  readonly fields: readonly string[];
  readonly sentence: readonly Piece[];
  readonly values: readonly Labelled[];
  readonly inspects: boolean;
  /** An error that has to stand alone before the message. */
  readonly lead?: string;
}

function withFields(speech: Speech, speaker: Speaker): Said {
  const { dialect, checker, style } = speaker;
  const entry = movedOut(withoutColon(speech.entry), dialect);
  const { sentence, values } = entry;
  const repeated = dialect.library === 'winston' ? [] : repeatable({ sentence, values }, dialect, checker);
  const alone = values[0];
  if (dialect.errors === 'alone' && values.length === 1 && alone && isThrown(alone)) {
    return {
      message: messageCode(entry, speech, style),
      fields: [],
      sentence,
      values,
      inspects: false,
      lead: alone.code,
    };
  }
  const named = nameFields([...ordered(values), ...repeated], speaker);
  return { message: messageCode(entry, speech, style), ...named, sentence, values };
}

/** Values of the sentence that are fields as well; the error behind a message that stands in it is one too. */
function repeatable(entry: Entry, dialect: Dialect, checker: ts.TypeChecker): readonly Value[] {
  const errors = entry.sentence.flatMap((piece) => ('value' in piece ? [errorBehind(piece.value)] : []));
  const [error] = errors.filter((value) => value !== undefined);
  const isLogged = dialect.errors !== 'serialised' || entry.values.some(isThrown);
  const names = readableAgain(entry, checker).filter(
    (value) => errorBehind(value) === undefined && !(isThrown(value) && dialect.errors !== 'serialised'),
  );
  return error && !isLogged ? [error, ...names] : names;
}

/** An error that is a plain variable comes first, as people write it; reading a variable earlier changes nothing. */
function ordered(values: readonly Labelled[]): readonly Labelled[] {
  const first = values.find((value) => isThrown(value) && ts.isIdentifier(value.node));
  return first ? [first, ...values.filter((value) => value !== first)] : values;
}

/**
 * A value that ends the sentence moves out of it: `listening on ${port}` becomes `listening on` with a field `port`.
 * A value inside stays, because the sentence would not read without it.
 */
function movedOut(entry: Entry, dialect: Dialect): Entry {
  const { sentence } = entry;
  const [first, last] = [sentence[0], sentence[1]];
  if (sentence.length !== 2 || !first || !last || !('text' in first) || !('value' in last)) return entry;
  const text = /^(.*[\p{L}\p{N})'"`\]])\s*(?:[:=]|->| -)?\s+$/su.exec(first.text)?.[1];
  const { value } = last;
  if (text === undefined || nameOf(value.node) === undefined) return entry;
  if (/\b(is|are|was|were|the|a|an|and|or|than|not)$/i.test(text)) return entry;
  const moved = errorBehind(value) ?? value;
  const prints =
    value.shape === 'text' || value.shape === 'number' || value.shape === 'flag' || moved !== value;
  if (!prints && !(isThrown(value) && dialect.errors !== 'text')) return entry;
  const said = endsOpen(text) ? `${text} ${wordsOf(nameOf(moved.node) ?? 'value')}` : text;
  return { sentence: [{ text: said }], values: [moved, ...entry.values] };
}

/** The error whose message a sentence ends with: logged whole, it says that and more. */
function errorBehind(value: Value): Value | undefined {
  const node = withoutParentheses(value.node);
  if (!ts.isPropertyAccessExpression(node) || node.name.text !== 'message' || node.questionDotToken)
    return undefined;
  const owner = withoutParentheses(node.expression);
  const bare = ts.isAsExpression(owner) ? owner.expression : owner;
  if (!ts.isIdentifier(bare) || !/^(e|ex|err|error|exception|cause)$/i.test(bare.text)) return undefined;
  return { node: bare, code: bare.text, shape: 'thrown' };
}

function messageCode(entry: Entry, speech: Speech, style: Style): string {
  if (entry.sentence.length > 0) return entry.written ?? sentenceCode(entry.sentence, style);
  const { values } = speech.entry;
  if (values.some(isThrown)) return quoted(speech.fallback, style);
  const names = values.map((value) => value.label ?? nameOf(value.node) ?? 'value');
  return quoted(names.map(wordsOf).join(', '), style);
}

/** A sentence as a literal, a template, or the expression that it is. */
function sentenceCode(sentence: readonly Piece[], style: Style): string {
  const [only] = sentence;
  if (sentence.length === 1 && only && 'value' in only && only.value.shape === 'text') return only.value.code;
  if (sentence.every((piece) => 'text' in piece)) return quoted(constantOf(sentence), style);
  const inner = sentence
    .map((piece) => ('text' in piece ? templateText(piece.text) : `\${${piece.value.code}}`))
    .join('');
  return `\`${inner}\``;
}

function constantOf(sentence: readonly Piece[]): string {
  return sentence.map((piece) => ('text' in piece ? piece.text : '')).join('');
}

function templateText(text: string): string {
  return JSON.stringify(text)
    .slice(1, -1)
    .replaceAll('\\"', '"')
    .replaceAll('`', '\\`')
    .replaceAll('${', '\\${');
}

/** Fields come before the message here: whether an argument could see that another one is evaluated earlier or later. */
function isOrderSeen(sentence: readonly Piece[], values: readonly Labelled[]): boolean {
  const inside = sentence.flatMap((piece) => ('value' in piece ? [piece.value.node] : []));
  const beside = values.map((value) => value.node);
  const moves = inside.some((node) => !isStable(node)) && beside.some((node) => !isStable(node));
  return moves && [...inside, ...beside].some(mayAct);
}

/** Reading it earlier or later gives the same: a constant, or a literal. */
function isStable(node: ts.Expression): boolean {
  if (ts.isLiteralExpression(node)) return true;
  return ts.isIdentifier(node) && /^[A-Z][A-Z0-9_]*$/.test(node.text);
}

/** The arguments as they are: this logger treats them as the console does. */
function anything(method: Method, speech: Speech, speaker: Speaker): Words {
  const { written, entry } = speech;
  const [first] = written;
  const formats = speaker.dialect.library !== 'local' && speaker.dialect.library !== 'nest';
  const hasDirectives = first !== undefined && written.length > 1 && /%[sdifjoO%]/.test(first);
  if (hasDirectives && !formats) {
    // This logger writes directives as they stand, so the sentence goes to it complete.
    const text =
      entry.sentence.length > 0
        ? sentenceCode(entry.sentence, speaker.style)
        : quoted(speech.fallback, speaker.style);
    const args = [text, ...entry.values.map((value) => value.code)].map((code) => ({ code }));
    return prefixed(method, speaker, { args, inspects: false });
  }
  const args: Argument[] = written.map((code, index) => ({
    code: index === 0 && method.namespace ? withoutPrefix(code, speaker.namespace) : code,
  }));
  const needsText = method.takes === 'message-and-anything' && method.namespace === undefined;
  const [lead] = entry.sentence;
  if (needsText && !lead) args.unshift({ code: quoted(speech.fallback, speaker.style) });
  return prefixed(method, speaker, { args, inspects: false });
}

/** A text that starts with `[namespace]` would say it twice, where the namespace is an argument of its own. */
function withoutPrefix(code: string, namespace: string): string {
  const prefix = `[${namespace}] `;
  return /^['"`]/.test(code) && code.startsWith(prefix, 1)
    ? code.charAt(0) + code.slice(prefix.length + 1)
    : code;
}

function prefixed(method: Method, speaker: Speaker, words: Words): Words {
  if (method.namespace === undefined) return words;
  return { ...words, args: [{ code: quoted(speaker.namespace, speaker.style) }, ...words.args] };
}

/** Everything in one text, as the console would have printed it. */
function oneText(speech: Speech, speaker: Speaker): Words {
  const { written } = speech.entry;
  if (speech.entry.values.length === 0 && written !== undefined)
    return { args: [{ code: written }], inspects: false };
  let inspects = false;
  const pieces: Piece[] = [...speech.entry.sentence];
  for (const value of speech.entry.values) {
    const prints = value.shape === 'text' || value.shape === 'number' || value.shape === 'flag';
    inspects ||= !prints;
    const label = value.label === undefined ? '' : `${value.label}: `;
    const code = prints ? value.code : `${speaker.inspect}(${value.code})`;
    const last = pieces.at(-1);
    const gap = pieces.length === 0 ? '' : last && 'text' in last && /\s$/.test(last.text) ? '' : ' ';
    pieces.push({ text: gap + label }, { value: { ...value, code, shape: prints ? value.shape : 'text' } });
  }
  const meaningful = pieces.filter((piece) => 'value' in piece || piece.text !== '');
  return { args: [{ code: sentenceCode(joinedTexts(meaningful), speaker.style) }], inspects };
}

function joinedTexts(pieces: readonly Piece[]): readonly Piece[] {
  const result: Piece[] = [];
  for (const piece of pieces) {
    const last = result.at(-1);
    if ('text' in piece && last && 'text' in last)
      result[result.length - 1] = { text: last.text + piece.text };
    else result.push(piece);
  }
  return result;
}

function textAndError(speech: Speech, speaker: Speaker): Words {
  const { values, sentence } = speech.entry;
  const last = values.at(-1);
  if (!last || !isThrown(last)) return oneText(speech, speaker);
  const text =
    values.length === 1 && sentence.length === 0
      ? { args: [{ code: quoted(speech.fallback, speaker.style) }], inspects: false }
      : oneText({ ...speech, entry: { sentence, values: values.slice(0, -1) } }, speaker);
  return { ...text, args: [...text.args, { code: last.code }] };
}

/** Values that print the same go into the message; objects follow it as messages of their own; an error gives its stack. */
function nest(speech: Speech, speaker: Speaker): Words {
  const { values, sentence } = speech.entry;
  const last = values.at(-1);
  const error = last && isThrown(last) && speech.level === 'error' ? last : undefined;
  const others = error ? values.slice(0, -1) : values;
  const stack = error && {
    code: error.shape === 'error' ? `${error.code}.stack` : `${speaker.inspect}(${error.code})`,
    inspects: error.shape !== 'error',
  };
  const text =
    sentence.length === 0 && others.length === 0
      ? { args: [{ code: quoted(speech.fallback, speaker.style) }], inspects: false }
      : oneText({ ...speech, entry: { sentence, values: others } }, speaker);
  if (!stack) return text;
  return { args: [...text.args, { code: stack.code }], inspects: text.inspects || stack.inspects };
}
