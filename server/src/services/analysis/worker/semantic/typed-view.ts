import { applyTextEdits, editsByPath, type FileChange } from '../../../../protocol/index.ts';
import type { Imagined, SyntaxFile, TextEdit, TypedView } from '../../views.ts';
import type { Job } from '../pulse.ts';
import { newProblems, problemsOf, type LocatedProblem } from './problems.ts';
import { addsNothing } from './region/index.ts';
import type { ScreenPorts } from './screen.ts';

/** The file's own project with its types, as intents see it. */
export function typedView(ports: ScreenPorts, file: SyntaxFile, job: Job): TypedView {
  const { project, paths } = ports;
  project.include([paths.absolute(file.path)]);
  job.progress('Loading the project');
  const program = project.program(job);
  const sourceAt = (path: string) => program.getSourceFile(paths.absolute(path));
  const source = sourceAt(file.path);
  if (source?.text !== file.text) throw new Error(`the program holds another text of ${file.path}`);

  const known = new Map<string, readonly LocatedProblem[]>();
  function problemsBefore(path: string): readonly LocatedProblem[] {
    const problems = known.get(path) ?? problemsIn(path, program);
    known.set(path, problems);
    return problems;
  }
  function problemsIn(path: string, of: typeof program): readonly LocatedProblem[] {
    const found = of.getSourceFile(paths.absolute(path));
    return found ? problemsOf(of, found, paths, job) : [];
  }

  function imagine(edits: readonly TextEdit[]): Imagined {
    job.check();
    const files = changedTexts(edits, (path) => sourceAt(path)?.text);
    const after = project.programWith({ files }, 'after', job);
    return {
      program: after,
      checker: after.getTypeChecker(),
      sourceAt: (path) => after.getSourceFile(paths.absolute(path)),
      problems: (also = []) => {
        const changed = new Set(files.map(({ path }) => paths.absolute(path)));
        return [...new Set([...files.map(({ path }) => path), ...also])].flatMap((path) => {
          if (addsNothing({ before: program, after }, paths.absolute(path), changed, job)) return [];
          const problems = problemsIn(path, after);
          return problems.length === 0 ? [] : newProblems(problemsBefore(path), problems);
        });
      },
    };
  }

  return {
    program,
    checker: program.getTypeChecker(),
    source,
    sourceAt,
    languageService: project.languageService,
    trial: (edits) => imagine(edits).problems(),
    imagine,
  };
}

function changedTexts(
  edits: readonly TextEdit[],
  textOf: (path: string) => string | undefined,
): readonly FileChange[] {
  return [...editsByPath(edits)].map(([path, own]): FileChange => {
    const before = textOf(path);
    if (before === undefined) throw new Error(`the program does not hold ${path}`);
    return { path, before, after: applyTextEdits(before, own) };
  });
}
