import type { Problem } from '../../../../protocol/index.ts';
import { diagnosticsOfNodes, ts } from '../../typescript.ts';
import type { Paths } from '../paths.ts';
import type { Job } from '../pulse.ts';

/** A problem with what identifies it when lines shift: the text it stands on. */
export interface LocatedProblem extends Problem {
  readonly code: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Offset in the text of its file. */
  readonly start: number;
  readonly lineText: string;
}

/** Everything the compiler says about one file of a program. */
export function problemsOf(
  program: ts.Program,
  source: ts.SourceFile,
  paths: Paths,
  job: Job,
): readonly LocatedProblem[] {
  const diagnostics = [
    ...program.getSyntacticDiagnostics(source, job.token),
    ...program.getSemanticDiagnostics(source, job.token),
    ...declarationProblems(program, source, job),
  ];
  return diagnostics.filter(isError).map((each) => locate(each, source, paths));
}

/** Whether the compiler has nothing to say about some statements or members of a file; when it has, it may be about others. */
export function isClean(
  program: ts.Program,
  source: ts.SourceFile,
  nodes: readonly ts.Node[],
  job: Job,
): boolean {
  const diagnostics = [
    ...program.getSyntacticDiagnostics(source, job.token),
    ...diagnosticsOfNodes(program, source, nodes, job.token),
    ...program.getGlobalDiagnostics(job.token),
    ...declarationProblems(program, source, job),
  ];
  return !diagnostics.some(isError);
}

function declarationProblems(program: ts.Program, source: ts.SourceFile, job: Job): readonly ts.Diagnostic[] {
  const { declaration, composite } = program.getCompilerOptions();
  return declaration || composite ? program.getDeclarationDiagnostics(source, job.token) : [];
}

function isError({ category }: ts.Diagnostic): boolean {
  return category === ts.DiagnosticCategory.Error;
}

/**
 * Problems of `after` that `before` has no match for. A problem is the same one when file, code and message are equal,
 * however far it moved; one that moved to another file of the change is the same when its line is, too.
 */
export function newProblems(
  before: readonly LocatedProblem[],
  after: readonly LocatedProblem[],
): readonly LocatedProblem[] {
  const exact = (each: LocatedProblem) => JSON.stringify([each.file, each.code, each.message, each.lineText]);
  const shifted = (each: LocatedProblem) => JSON.stringify([each.file, each.code, each.message]);
  const moved = (each: LocatedProblem) => JSON.stringify([each.code, each.message, each.lineText]);
  let rest = { before, after };
  // Sure matches first, so that what stays unmatched is the occurrence that really is new.
  for (const identity of [exact, shifted, moved]) rest = unmatched(rest.before, rest.after, identity);
  return rest.after;
}

function unmatched(
  before: readonly LocatedProblem[],
  after: readonly LocatedProblem[],
  identity: (problem: LocatedProblem) => string,
): { before: readonly LocatedProblem[]; after: readonly LocatedProblem[] } {
  const open = new Map<string, LocatedProblem[]>();
  for (const each of before) {
    const key = identity(each);
    const list = open.get(key);
    if (list) list.push(each);
    else open.set(key, [each]);
  }
  const left = after.filter((each) => open.get(identity(each))?.pop() === undefined);
  return { before: [...open.values()].flat(), after: left };
}

function locate(diagnostic: ts.Diagnostic, source: ts.SourceFile, paths: Paths): LocatedProblem {
  const file = diagnostic.file ?? source;
  const start = diagnostic.start ?? 0;
  const { line, character } = file.getLineAndCharacterOfPosition(start);
  const lineEnd = file.text.indexOf('\n', start);
  const lineStart = file.text.lastIndexOf('\n', start - 1) + 1;
  return {
    tool: 'typescript',
    code: `TS${diagnostic.code}`,
    message: ts.flattenDiagnosticMessageText(diagnostic.messageText, ' '),
    file: paths.relative(file.fileName) ?? file.fileName,
    line: line + 1,
    column: character + 1,
    start,
    lineText: file.text.slice(lineStart, lineEnd < 0 ? undefined : lineEnd).trim(),
  };
}

export function withoutLineText(problem: LocatedProblem): Problem {
  const { tool, code, message, file, line, column } = problem;
  return { tool, code, message, file, line, column };
}
