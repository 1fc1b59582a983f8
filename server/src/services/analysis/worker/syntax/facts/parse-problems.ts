import type { FileChange, Problem } from '../../../../../protocol/index.ts';
import { parseDiagnosticsOf, ts } from '../../../typescript.ts';
import { isJavaScriptPath, isSourcePath } from '../../paths.ts';
import { parseSource } from '../parse-cache.ts';

/** Syntax errors that `after` has and `before` had not, by code and message, so that shifted lines make no difference. */
export function newParseProblems(file: FileChange): readonly Problem[] {
  if (file.after === null) return [];
  const known = new Map<string, number>();
  for (const problem of syntaxErrors(file.path, file.before ?? '')) count(known, problem, 1);
  return syntaxErrors(file.path, file.after).filter((problem) => count(known, problem, -1) < 0);
}

function count(known: Map<string, number>, problem: Problem, by: number): number {
  const key = `${problem.code ?? ''} ${problem.message}`;
  const next = (known.get(key) ?? 0) + by;
  known.set(key, Math.max(next, 0));
  return next;
}

function syntaxErrors(path: string, text: string): readonly Problem[] {
  if (/\.jsonc?$/.test(path)) return diagnosticsOf(path, ts.parseJsonText(path, text));
  if (!isSourcePath(path)) return [];
  return diagnosticsOf(path, parseSource(path, text));
}

function diagnosticsOf(path: string, source: ts.SourceFile): readonly Problem[] {
  const found = isJavaScriptPath(path) ? javaScriptErrors(path, source) : parseDiagnosticsOf(source);
  return found.map((diagnostic) => {
    const place = source.getLineAndCharacterOfPosition(diagnostic.start);
    return {
      tool: 'typescript',
      code: `TS${diagnostic.code}`,
      message: ts.flattenDiagnosticMessageText(diagnostic.messageText, ' '),
      file: path,
      line: place.line + 1,
      column: place.character + 1,
    };
  });
}

/** In JavaScript, types are syntax errors too, which only a program says. It holds this one file and no library. */
function javaScriptErrors(path: string, source: ts.SourceFile): readonly ts.DiagnosticWithLocation[] {
  const host: ts.CompilerHost = {
    getSourceFile: (name) => (name === path ? source : undefined),
    getDefaultLibFileName: () => 'lib.d.ts',
    writeFile: () => undefined,
    getCurrentDirectory: () => '',
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    fileExists: (name) => name === path,
    readFile: () => undefined,
  };
  const options = { allowJs: true, noLib: true, noResolve: true, types: [], target: ts.ScriptTarget.ESNext };
  return ts.createProgram({ rootNames: [path], options, host }).getSyntacticDiagnostics(source);
}
