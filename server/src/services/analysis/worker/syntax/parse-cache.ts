import type { AnalysisLimits } from '../../limits.ts';
import { parseDiagnosticsOf, ts } from '../../typescript.ts';
import type { SyntaxFile } from '../../views.ts';
import type { Paths } from '../paths.ts';
import type { SurroundingsSource } from '../surroundings.ts';
import type { Texts } from '../texts.ts';

/** Why a file is left alone, as a sentence. */
export interface LeftAlone {
  readonly leftAlone: string;
}

/** Keeps the last parsed files, and parses an edited one again from where it changed. */
export interface ParseCache {
  /** `LeftAlone` when the file is missing or too large. Its syntax may be broken: see `syntaxErrorOf`. */
  file(path: string): SyntaxFile | LeftAlone;
}

interface Parsed {
  readonly version: string;
  readonly source: ts.SourceFile;
}

export function createParseCache(
  paths: Paths,
  texts: Texts,
  surroundings: SurroundingsSource,
  limits: AnalysisLimits,
): ParseCache {
  const parsed = new Map<string, Parsed>();

  function sourceOf(path: string, version: string, text: string): ts.SourceFile {
    const known = parsed.get(path);
    if (known?.version === version) return known.source;
    const source = known
      ? ts.updateSourceFile(known.source, text, changeBetween(known.source.text, text))
      : freshlyParsed(path, text);
    parsed.delete(path);
    parsed.set(path, { version, source });
    const oldest = parsed.size > limits.parsedFilesMax ? parsed.keys().next().value : undefined;
    if (oldest !== undefined) parsed.delete(oldest);
    return source;
  }

  return {
    file(path) {
      const absolute = paths.absolute(path);
      const version = texts.version(absolute);
      if (version === undefined) return { leftAlone: `${path} does not exist.` };
      const text = texts.read(absolute);
      const tooLarge = text === undefined ? overBytes(path, limits) : sizeRefusal(path, text, limits);
      if (text === undefined || tooLarge) return { leftAlone: tooLarge ?? overBytes(path, limits) };
      return { path, text, source: sourceOf(path, version, text), surroundings: surroundings.of(path) };
    },
  };
}

export function isLeftAlone(value: SyntaxFile | LeftAlone): value is LeftAlone {
  return 'leftAlone' in value;
}

/** Both sides of a change are asked about by several, one after the other. */
const textsParsedMax = 4;
const lastParsed: { readonly path: string; readonly text: string; readonly source: ts.SourceFile }[] = [];

/** The parsed text, for reading only; the last few are kept. */
export function parseSource(path: string, text: string): ts.SourceFile {
  const known = lastParsed.find((each) => each.text === text && each.path === path);
  if (known) return known.source;
  const source = freshlyParsed(path, text);
  lastParsed.unshift({ path, text, source });
  lastParsed.length = Math.min(lastParsed.length, textsParsedMax);
  return source;
}

/** A tree of one's own: parsing an edited text from where it changed takes the older tree apart. */
function freshlyParsed(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);
}

/** A sentence when the file is too large to be worked on, else `undefined`. */
export function sizeRefusal(path: string, text: string, limits: AnalysisLimits): string | undefined {
  if (text.length > limits.fileBytesMax) return overBytes(path, limits);
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
  if (lines <= limits.fileLinesMax) return undefined;
  return (
    `${path} has ${lines.toLocaleString('en')} lines, more than the ${limits.fileLinesMax.toLocaleString('en')} ` +
    'that Grace works on: such files are generated as a rule. Change what generates it, or split it first.'
  );
}

/** A sentence when the file does not parse, else `undefined`. */
export function syntaxErrorOf(file: Pick<SyntaxFile, 'path' | 'source'>): string | undefined {
  const first = parseDiagnosticsOf(file.source)[0];
  if (!first) return undefined;
  const line = file.source.getLineAndCharacterOfPosition(first.start).line + 1;
  const message = ts.flattenDiagnosticMessageText(first.messageText, ' ');
  return `${file.path} has a syntax error at line ${line} (${message.replace(/\.$/, '')}); fix it first.`;
}

function overBytes(path: string, limits: AnalysisLimits): string {
  const mebibytes = Math.round(limits.fileBytesMax / (1024 * 1024));
  return `${path} is larger than the ${mebibytes} MB that Grace works on: such files are generated as a rule.`;
}

/** The smallest replacement that makes one text of another: what lies between their common start and common end. */
export function changeBetween(before: string, after: string): ts.TextChangeRange {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start += 1;
  let tail = 0;
  while (
    tail < shorter - start &&
    before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)
  )
    tail += 1;
  return {
    span: { start, length: before.length - tail - start },
    newLength: after.length - tail - start,
  };
}
