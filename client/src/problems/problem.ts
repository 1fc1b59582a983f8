import { DiagnosticSeverity, type Diagnostic } from 'vscode';
import { editorKnowledgeLimits, type EditorProblem } from '../../../server/src/protocol/index.ts';

/** What the editor shows as the server is told of it; hints, and what nobody claims, are no failures. */
export function problemsOf(diagnostics: readonly Diagnostic[]): readonly EditorProblem[] {
  return diagnostics
    .flatMap((diagnostic) => problemOf(diagnostic) ?? [])
    .slice(0, editorKnowledgeLimits.problemsMax);
}

function problemOf({ source = '', code, message, severity, range }: Diagnostic): EditorProblem | undefined {
  const isFailure = severity === DiagnosticSeverity.Error || severity === DiagnosticSeverity.Warning;
  // What Grace says of its own configuration is no news to it.
  if (!isFailure || source === '' || source.toLowerCase() === 'grace' || message === '') return undefined;
  const said = typeof code === 'object' ? code.value : code;
  return {
    source: source.slice(0, sourceCharactersMax),
    message: message.slice(0, editorKnowledgeLimits.messageCharactersMax),
    severity: severity === DiagnosticSeverity.Error ? 'error' : 'warning',
    line: range.start.line + 1,
    ...(said === undefined || said === '' ? {} : { code: String(said).slice(0, codeCharactersMax) }),
  };
}

const sourceCharactersMax = 100;
const codeCharactersMax = 200;
