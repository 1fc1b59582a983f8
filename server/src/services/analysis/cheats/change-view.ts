import type { ChangeSet } from '../../../protocol/index.ts';
import { ts } from '../typescript.ts';
import { placeOf, type Place } from './places.ts';

/** Files above this size are not parsed; the rule `unexamined_file` says so. */
export const examinedTextCharactersMax = 4_000_000;

/** A change with both of its sides parsed on demand. */
export interface ChangeView {
  readonly files: readonly ChangedFile[];
  readonly before: readonly Side[];
  readonly after: readonly Side[];
}

export interface ChangedFile {
  readonly path: string;
  readonly place: Place;
  readonly before: Side | undefined;
  readonly after: Side | undefined;
}

/** One file at one end of the change. */
export interface Side {
  readonly path: string;
  readonly place: Place;
  readonly text: string;
  /** The parsed file with parents set; `undefined` where it is neither TypeScript nor JavaScript, or too large. */
  code(): ts.SourceFile | undefined;
}

export function viewChange(change: ChangeSet): ChangeView {
  const files = change.files
    .filter((file) => file.before !== file.after)
    .map(({ path, before, after }): ChangedFile => {
      const place = placeOf(path);
      return { path, place, before: sideOf(path, place, before), after: sideOf(path, place, after) };
    });
  return {
    files,
    before: files.flatMap((file) => file.before ?? []),
    after: files.flatMap((file) => file.after ?? []),
  };
}

function sideOf(path: string, place: Place, text: string | null): Side | undefined {
  if (text === null) return undefined;
  let parsed: ts.SourceFile | undefined;
  return {
    path,
    place,
    text,
    code() {
      const kind = scriptKind(path);
      if (kind === undefined || text.length > examinedTextCharactersMax) return undefined;
      parsed ??= ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, kind);
      return parsed;
    },
  };
}

function scriptKind(path: string): ts.ScriptKind | undefined {
  if (/\.[mc]?ts$/.test(path)) return ts.ScriptKind.TS;
  if (path.endsWith('.tsx')) return ts.ScriptKind.TSX;
  // JavaScript is parsed as JSX everywhere: JSX in plain .js files is common, angle-bracket casts do not exist there.
  if (/\.[mc]?jsx?$/.test(path)) return ts.ScriptKind.JSX;
  return undefined;
}
