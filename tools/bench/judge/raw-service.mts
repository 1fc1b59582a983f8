import { readFileSync } from 'node:fs';
import ts from 'typescript';
import type { FullCompiler, Overlay } from './full-compiler.mts';

/** TypeScript's own language service over one source, as an editor runs it. */
export interface RawService {
  readonly service: ts.LanguageService;
  /** The text of a file as the service sees it now. */
  text(file: string): string;
  /** From now on these texts, and the disk for everything else. */
  lay(overlay: Overlay): void;
}

export const format: ts.FormatCodeSettings = {
  ...ts.getDefaultFormatCodeSettings('\n'),
  indentSize: 2,
  tabSize: 2,
};

export const preferences: ts.UserPreferences = {
  allowTextChangesInNewFiles: true,
  provideRefactorNotApplicableReason: true,
  quotePreference: 'auto',
};

export function openRawService({ root, options, fileNames }: FullCompiler): RawService {
  const versions = new Map<string, number>();
  const disk = new Map<string, string>();
  let overlay: Overlay = new Map();
  const text = (file: string): string | undefined => {
    const laid = overlay.get(file);
    if (laid !== undefined) return laid;
    const known = disk.get(file) ?? ts.sys.readFile(file);
    if (known !== undefined) disk.set(file, known);
    return known;
  };
  const service = ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => [...fileNames],
    getScriptVersion: (file) => String(versions.get(file) ?? 0),
    getScriptSnapshot(file) {
      const content = text(file);
      return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content);
    },
    getCurrentDirectory: () => root,
    getDefaultLibFileName: (forOptions) => ts.getDefaultLibFilePath(forOptions),
    fileExists: (file) => overlay.has(file) || ts.sys.fileExists(file),
    readFile: text,
    directoryExists: (folder) => ts.sys.directoryExists(folder),
    getDirectories: (folder) => ts.sys.getDirectories(folder),
    readDirectory: (...query) => ts.sys.readDirectory(...query),
  });
  return {
    service,
    text: (file) => text(file) ?? readFileSync(file, 'utf8'),
    lay(next) {
      for (const file of [...overlay.keys(), ...next.keys()])
        versions.set(file, (versions.get(file) ?? 0) + 1);
      overlay = next;
    },
  };
}

/** The texts after these changes, made from the last to the first: changes of equal start stay in their order. */
export function textsAfter(raw: RawService, changes: readonly ts.FileTextChanges[]): Map<string, string> {
  const texts = new Map<string, string>();
  for (const { fileName, textChanges, isNewFile } of changes) {
    let text = texts.get(fileName) ?? (isNewFile ? '' : raw.text(fileName));
    for (const { span, newText } of textChanges.toReversed())
      text = text.slice(0, span.start) + newText + text.slice(span.start + span.length);
    texts.set(fileName, text);
  }
  return texts;
}
