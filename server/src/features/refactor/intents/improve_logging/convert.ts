import { isRefusal, refused, type Refusal } from '../../../../base/index.ts';
import { ts } from '../../../../services/analysis/typescript.ts';
import type { Edit, SyntaxFile, TextEdit, TypedView } from '../../intent.ts';
import { importNestLogger } from './class-logger.ts';
import type { ConsoleCall } from './console-calls.ts';
import type { Level } from './dialect.ts';
import { entryOf, type Entry } from './entry.ts';
import { importInspect, inspectNameAt } from './inspect-import.ts';
import { namespaceOf } from './namespace.ts';
import { placeOf, relativeCode } from './print.ts';
import { requestLogger } from './request-logger.ts';
import { sensitiveNames } from './sensitive.ts';
import { failureAround, speakingCatch } from './silent-catches.ts';
import { sitesOf, type Site, type Verdict } from './sites.ts';
import { speak, type Spoken } from './speak.ts';
import type { Speaker } from './speaker.ts';
import { levelOfMethod, voiceAt, voicesOf, whyNotAt, type Voice, type Voices } from './speaker-at.ts';
import { quoted, type Style } from '../../syntax/index.ts';
import { isInFailure } from './values.ts';

/** Rewrites the picked sites of a file in one edit; what has to stay is told in the notes, with its line and its reason. */
export function convert(file: SyntaxFile, view: TypedView, picked: readonly Site[]): Edit | Refusal {
  const work = startWork(file, view);
  const starts = new Set(picked.map((site) => site.span.start));
  for (const site of sitesOf(file, view.source)) {
    if (!starts.has(site.span.start)) continue;
    const outcome = isRefusal(site.verdict) ? site.verdict : rewrite(site.verdict, work);
    if (isRefusal(outcome)) work.kept.push({ line: lineOf(site.node), why: outcome.message });
    else work.done += 1;
  }
  const [first] = work.kept;
  if (work.done === 0) return refused(first?.why ?? 'There is nothing left to log better here.');
  const kept = new Set(work.kept.map(({ line, why }) => `Line ${line} stays: ${why}`));
  return { ...finished(work), notes: [...work.notes, ...kept] };
}

/** What one run has gathered so far. */
interface Work extends Voices {
  readonly checker: ts.TypeChecker;
  readonly edits: Map<string, TextEdit>;
  readonly kept: { readonly line: number; readonly why: string }[];
  readonly notes: string[];
  usesFileLogger: boolean;
  usesNest: boolean;
  /** The names under which `inspect` is called. */
  readonly inspects: Set<string>;
  done: number;
}

function startWork(file: SyntaxFile, { source, checker }: TypedView): Work {
  return {
    ...voicesOf(file, source),
    checker,
    edits: new Map(),
    kept: [],
    notes: [],
    usesFileLogger: false,
    usesNest: false,
    inspects: new Set(),
    done: 0,
  };
}

function rewrite(verdict: Verdict, work: Work): Refusal | 'done' {
  const speaker = speakerAt(verdict.node, work);
  if (isRefusal(speaker)) return speaker;
  const rewritten =
    verdict.kind === 'catch' ? letSpeak(verdict, speaker, work) : rewriteCall(verdict, speaker, work);
  if (isRefusal(rewritten)) return rewritten;
  if (speaker.member) put(work, speaker.member.position, speaker.member.position, speaker.member.newText);
  work.usesNest ||= speaker.member !== undefined;
  work.usesFileLogger ||= speaker.isFileLogger;
  return 'done';
}

interface SpeakerAt extends Speaker, Voice {}

function speakerAt(node: ts.Node, work: Work): SpeakerAt | Refusal {
  const { file, style, checker } = work;
  const carried = requestLogger(node, file.surroundings.dependencies, checker);
  const voice = carried ? { ...carried, isFileLogger: false } : voiceAt(node, work);
  if (isRefusal(voice)) return voice;
  const namespace = voice.isFileLogger ? namespaceOf(node, voice.expression, file.path) : '';
  return { ...voice, namespace, style, checker, inspect: inspectNameAt(node) };
}

function rewriteCall(
  verdict: Extract<Verdict, { kind: 'call' | 'misuse' }>,
  speaker: Speaker,
  work: Work,
): Refusal | 'done' {
  const { node } = verdict;
  const entry = entryOf(node.arguments, work.checker);
  const level = verdict.kind === 'misuse' ? verdict.level : levelOf(verdict, entry);
  const why = whyNotAt(level, verdict, speaker.dialect);
  if (why) return why;
  const speech = { entry, written: node.arguments.map(codeOf), level, fallback: failureAround(node) };
  const place = placeOf(work.source.text, node.getStart(), node.end);
  const inline = speak(speech, speaker, place);
  if (isRefusal(inline)) return inline;
  const lowered = inline.code.includes('\n') ? loweredFrom(node) : undefined;
  const inner = place.indentation + work.style.indent;
  const spoken =
    lowered === undefined ? inline : speak(speech, speaker, { ...place, before: inner, indentation: inner });
  if (isRefusal(spoken)) return spoken;
  const written = layOut(node, spoken, work.style);
  const mustBeNothing =
    verdict.kind === 'call' &&
    verdict.value === 'returned' &&
    speaker.dialect.levels[level]?.returns === 'something' &&
    !isIgnored(node, work.checker);
  const start = lowered ?? node.getStart();
  const gap = lowered === undefined ? '' : work.style.newline + inner;
  put(work, start, node.end, gap + (mustBeNothing ? `void ${written}` : written));
  if (spoken.inspects) work.inspects.add(speaker.inspect);
  noteChanges(verdict, level, entry, work);
  return 'done';
}

/** Where the gap before a call starts that follows `if (…)` on its line: broken over lines, it goes below. */
function loweredFrom(node: ts.CallExpression): number | undefined {
  const statement = node.parent;
  if (!ts.isExpressionStatement(statement)) return undefined;
  const { parent } = statement;
  const isBody = ts.isIfStatement(parent)
    ? parent.thenStatement === statement
    : ts.isIterationStatement(parent, false);
  const gap = statement.getFullText().slice(0, statement.getLeadingTriviaWidth());
  return isBody && /^ *$/.test(gap) ? statement.getFullStart() : undefined;
}

function codeOf(node: ts.Expression): string {
  return relativeCode(node.getSourceFile().text, node.getStart(), node.end);
}

/** The new call, with the layout of its arguments where they stay and with every comment that stood between them. */
function layOut(node: ts.CallExpression, spoken: Spoken, style: Style): string {
  const { text } = node.getSourceFile();
  const comments = commentsInside(node);
  const rest = text.slice(node.expression.end, node.end);
  if (spoken.keepsArguments && rest.startsWith('(') && (comments.length > 0 || rest.includes('\n'))) {
    return spoken.callee + rest;
  }
  if (comments.length === 0) return spoken.code;
  if (!ts.isExpressionStatement(node.parent)) return comments.map(inLine).join('') + spoken.code;
  const { indentation } = placeOf(text, node.getStart(), node.end);
  return comments.map((comment) => comment + style.newline + indentation).join('') + spoken.code;
}

/** A comment that can stand inside of a line: after `return`, the end of a line would end the statement. */
function inLine(comment: string): string {
  const text = comment.replace(/^\/[/*]+\s*|\s*\*+\/$/g, '').replace(/\s*\r?\n\s*(?:\*(?!\/))?\s*/g, ' ');
  return `/* ${text.replaceAll('*/', '* /')} */ `;
}

/** Whether the function that gives this value is asked for none, as a callback of `forEach` is. */
function isIgnored(node: ts.CallExpression, checker: ts.TypeChecker): boolean {
  const arrow = node.parent;
  if (!ts.isArrowFunction(arrow) || arrow.body !== node) return false;
  const [signature] = checker.getContextualType(arrow)?.getCallSignatures() ?? [];
  return signature !== undefined && (signature.getReturnType().flags & ts.TypeFlags.Void) !== 0;
}

const failureWords = /\b(fail(ed|ure|s|ing)?|error|exception|unable|cannot|can't|could not|couldn't)\b/i;

/** `console.log` of a failure means `error`, whatever it was typed as; the other methods say what they mean. */
function levelOf({ method, node }: ConsoleCall, entry: Entry): Level {
  if (method !== 'log') return levelOfMethod(method);
  if (!isInFailure(node)) return 'info';
  const tellsError = [
    ...entry.values,
    ...entry.sentence.flatMap((piece) => ('value' in piece ? [piece.value] : [])),
  ].some((value) => value.shape === 'thrown' || value.shape === 'error');
  const words = entry.sentence.map((piece) => ('text' in piece ? piece.text : '')).join(' ');
  return tellsError || failureWords.test(words) ? 'error' : 'info';
}

function noteChanges(verdict: Verdict, level: Level, entry: Entry, work: Work): void {
  const line = lineOf(verdict.node);
  if (verdict.kind === 'call' && verdict.method === 'log' && level === 'error') {
    work.notes.push(`Line ${line}: \`console.log\` tells of a failure here, so it became \`error\`.`);
  }
  const secrets = sensitiveNames(entry);
  if (secrets.length > 0) {
    work.notes.push(
      `Line ${line} writes ${secrets.map((name) => `\`${name}\``).join(', ')} to the log, as it did before: consider leaving it out.`,
    );
  }
}

function letSpeak(
  verdict: Extract<Verdict, { kind: 'catch' }>,
  speaker: Speaker,
  work: Work,
): Refusal | 'done' {
  const { style, source, checker } = work;
  const { node, binding, message, level } = verdict;
  const { indentation } = placeOf(source.text, node.getStart(), node.getStart());
  const inner = indentation + style.indent;
  const error = ts.factory.createIdentifier(binding);
  const entry: Entry = {
    sentence: [{ text: `${message}:` }],
    values: [{ node: error, code: binding, shape: 'thrown' }],
  };
  const place = { indentation: inner, before: inner, after: style.semicolon };
  const spoken = speak(
    { entry, written: [quoted(`${message}:`, style), binding], level, fallback: message },
    { ...speaker, checker },
    place,
  );
  if (isRefusal(spoken)) return spoken;
  const layout = { outer: indentation, inner, newline: style.newline };
  const { start, end, newText } = speakingCatch(verdict, spoken.code + style.semicolon, layout);
  put(work, start, end, newText);
  if (spoken.inspects) work.inspects.add(speaker.inspect);
  return 'done';
}

/** Comments between the parts of a call: they would be lost with the text between them. */
function commentsInside(call: ts.CallExpression): readonly string[] {
  const { text } = call.getSourceFile();
  const comments: string[] = [];
  let position = call.expression.end;
  for (const end of [...call.arguments.map((argument) => argument.getStart()), call.end]) {
    comments.push(...(text.slice(position, end).match(/\/\*[\s\S]*?\*\/|\/\/[^\r\n]*/g) ?? []));
    position = call.arguments.find((argument) => argument.getStart() === end)?.end ?? end;
  }
  return comments;
}

function put(work: Work, start: number, end: number, newText: string): void {
  work.edits.set(`${start}:${end}:${newText}`, { path: work.file.path, span: { start, end }, newText });
}

function finished(work: Work): Omit<Edit, 'notes'> {
  const { logger, source, style, file } = work;
  const bind = (binding: { readonly position: number; readonly newText: string } | undefined) => {
    if (binding) put(work, binding.position, binding.position, binding.newText);
  };
  for (const name of work.inspects) bind(importInspect(name, source, file, style));
  if (work.usesNest) bind(importNestLogger(source, style));
  if (!work.usesFileLogger || isRefusal(logger)) return { edits: [...work.edits.values()] };
  bind(logger.binding);
  work.notes.push(...logger.notes);
  return { edits: [...work.edits.values()], ...(logger.creates ? { creates: [logger.creates] } : {}) };
}

function lineOf(node: ts.Node): number {
  return node.getSourceFile().getLineAndCharacterOfPosition(node.getStart()).line + 1;
}
