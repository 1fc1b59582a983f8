import ts from 'typescript';

/** Absolute path of a file → its text, where that is not what the disk has. */
export type Overlay = ReadonlyMap<string, string>;

/** How often the compiler says each thing: `file: TScode message` → times. */
export type Problems = ReadonlyMap<string, number>;

export interface FullCompiler {
  readonly root: string;
  readonly options: ts.CompilerOptions;
  /** Absolute paths of the files that the project names. */
  readonly fileNames: readonly string[];
  /** Everything the compiler says of the project as it is. */
  readonly baseline: Problems;
  /**
   * Everything it says of the whole project with these texts: by the compiler's own incremental program, which checks
   * the changed files and all whose meaning may have changed with them, and keeps what it said of the others.
   */
  problems(overlay: Overlay): Problems;
  /** The same by a program that starts from nothing. */
  problemsFromScratch(overlay: Overlay): Problems;
}

/** Opens the project of `root/tsconfig.json` with the `typescript` package; nothing of Grace takes part. */
export function openFullCompiler(root: string): FullCompiler {
  const { options, fileNames } = readConfig(root);
  const host = openHost(options);
  const start = (overlay: Overlay, from?: ts.EmitAndSemanticDiagnosticsBuilderProgram) =>
    ts.createEmitAndSemanticDiagnosticsBuilderProgram(fileNames, options, host.over(overlay), from);
  const original = start(new Map());
  const files = original.getSourceFiles();
  const declarations = new Map(files.map((file) => [file.fileName, declarationProblems(original, file)]));
  const said = all(original, declarations);
  // Emitting is what makes the builder remember the declarations of each file, which decide on who is checked again.
  original.emit(undefined, () => undefined, undefined, true);
  return {
    root,
    options,
    fileNames,
    baseline: said,
    problems(overlay) {
      if (overlay.size === 0) return said;
      const builder = start(overlay, original);
      return all(builder, new Map([...declarations, ...recheck(builder)]));
    },
    problemsFromScratch(overlay) {
      const program = ts.createProgram(fileNames, options, openHost(options).over(overlay));
      return counted([
        ...program.getSyntacticDiagnostics(),
        ...program.getSemanticDiagnostics(),
        ...(options.declaration ? program.getDeclarationDiagnostics() : []),
      ]);
    },
  };
}

/** What `after` says more often than any of `before`. */
export function newProblems(after: Problems, ...before: readonly Problems[]): string[] {
  return [...after].flatMap(([problem, times]) => {
    const known = Math.max(...before.map((each) => each.get(problem) ?? 0));
    return Array.from({ length: Math.max(0, times - known) }, () => problem);
  });
}

/** Checks what is affected, and answers the declaration problems of those files. */
function recheck(
  builder: ts.EmitAndSemanticDiagnosticsBuilderProgram,
): Map<string, readonly ts.Diagnostic[]> {
  const found = new Map<string, readonly ts.Diagnostic[]>();
  for (;;) {
    const next = builder.getSemanticDiagnosticsOfNextAffectedFile();
    if (next === undefined) return found;
    const files = 'fileName' in next.affected ? [next.affected] : next.affected.getSourceFiles();
    for (const file of files) found.set(file.fileName, declarationProblems(builder, file));
  }
}

function declarationProblems(builder: ts.BuilderProgram, file: ts.SourceFile): readonly ts.Diagnostic[] {
  return builder.getCompilerOptions().declaration ? builder.getProgram().getDeclarationDiagnostics(file) : [];
}

function all(
  builder: ts.BuilderProgram,
  declarations: ReadonlyMap<string, readonly ts.Diagnostic[]>,
): Problems {
  return counted([
    ...builder.getSyntacticDiagnostics(),
    ...builder.getSemanticDiagnostics(),
    ...[...declarations.values()].flat(),
  ]);
}

function counted(diagnostics: readonly ts.Diagnostic[]): Problems {
  const counts = new Map<string, number>();
  for (const { category, file, code, messageText } of diagnostics) {
    if (category !== ts.DiagnosticCategory.Error) continue;
    const problem = `${file?.fileName ?? ''}: TS${code} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    counts.set(problem, (counts.get(problem) ?? 0) + 1);
  }
  return counts;
}

function readConfig(root: string): { options: ts.CompilerOptions; fileNames: readonly string[] } {
  const onUnRecoverableConfigFileDiagnostic = (problem: ts.Diagnostic) => {
    throw new Error(ts.flattenDiagnosticMessageText(problem.messageText, ' '));
  };
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic };
  const parsed = ts.getParsedCommandLineOfConfigFile(`${root}/tsconfig.json`, {}, host);
  if (!parsed || parsed.errors.length > 0) throw new Error(`${root}/tsconfig.json cannot be read.`);
  return { options: parsed.options, fileNames: parsed.fileNames };
}

/** Hosts that share every parsed file but those of the overlay. */
function openHost(options: ts.CompilerOptions): { over(overlay: Overlay): ts.CompilerHost } {
  const parsed = new Map<string, ts.SourceFile | undefined>();
  const disk = ts.createIncrementalCompilerHost(options);
  return {
    over(overlay) {
      // What this one parses, it reads through its own `readFile`, and versions by its content.
      const laid = ts.createIncrementalCompilerHost(options);
      laid.readFile = (path) => overlay.get(path) ?? disk.readFile(path);
      return {
        ...disk,
        fileExists: (path) => overlay.has(path) || disk.fileExists(path),
        readFile: (path) => laid.readFile(path),
        getSourceFile(path, how) {
          if (overlay.has(path)) return laid.getSourceFile(path, how);
          if (!parsed.has(path)) parsed.set(path, disk.getSourceFile(path, how));
          return parsed.get(path);
        },
        writeFile: () => undefined,
      };
    },
  };
}
