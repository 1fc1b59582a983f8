import { getLibFiles } from '@ts-morph/common';
import { ts } from 'ts-morph';

/** The one door to the compiler: only code that runs in an analysis process may come through it. */
export { ts, getLibFiles };

/** What the compiler exports at run time but not in its types. Every use of an internal of it is listed here. */
interface Internals {
  readonly ThrottledCancellationToken: new (
    host: ts.HostCancellationToken,
    throttleMs: number,
  ) => ts.CancellationToken;
  readonly matchFiles: (
    path: string,
    extensions: readonly string[],
    excludes: readonly string[] | undefined,
    includes: readonly string[] | undefined,
    useCaseSensitiveFileNames: boolean,
    currentDirectory: string,
    depth: number | undefined,
    entriesOf: (path: string) => {
      readonly files: readonly string[];
      readonly directories: readonly string[];
    },
    realpath: (path: string) => string,
  ) => string[];
  readonly bindSourceFile: (source: ts.SourceFile, options: ts.CompilerOptions) => void;
}

interface ScopeInternals {
  readonly locals?: ReadonlyMap<string, unknown>;
}

interface SourceFileInternals {
  readonly bindDiagnostics?: readonly ts.DiagnosticWithLocation[];
  readonly imports?: readonly ts.StringLiteralLike[];
  readonly parseDiagnostics?: readonly ts.DiagnosticWithLocation[];
  readonly redirectInfo?: { readonly unredirected: ts.SourceFile };
}

interface ProgramInternals {
  getSemanticDiagnostics(
    source: ts.SourceFile,
    token: ts.CancellationToken,
    nodes: readonly ts.Node[],
  ): readonly ts.Diagnostic[];
  getResolvedModuleFromModuleSpecifier?(
    specifier: ts.StringLiteralLike,
    source: ts.SourceFile,
  ): { readonly resolvedModule?: { readonly resolvedFileName: string } } | undefined;
  emit(
    source: ts.SourceFile,
    write: ts.WriteFileCallback,
    token: ts.CancellationToken | undefined,
    onlyDeclarations: true,
    transformers: undefined,
    forceDeclarations: true,
  ): ts.EmitResult;
}

/** What a host may say beyond its types: sources of referenced projects serve as well as declarations not yet built. */
export interface ServiceHost extends ts.LanguageServiceHost {
  useSourceOfProjectReferenceRedirect(): boolean;
  /** Imports that led nowhere are looked for again. */
  hasInvalidatedResolutions(): boolean;
}

/** What a host of one program may say beyond its types. */
export interface ProgramHost extends ts.CompilerHost {
  useSourceOfProjectReferenceRedirect(): boolean;
  /** Imports of a file are looked for again, whatever an older program found. */
  hasInvalidatedResolutions(): boolean;
  /** Which packages are type-checked along without being imported may have changed. */
  hasChangedAutomaticTypeDirectiveNames?(): boolean;
}

/** The file itself, where a program stands one copy of a package in for another. */
export function unredirected(source: ts.SourceFile): ts.SourceFile {
  return (source as SourceFileInternals & ts.SourceFile).redirectInfo?.unredirected ?? source;
}

/** Finds out what the names of a file stand for; answers whether some of them are declared in ways that exclude each other. */
export function bindNames(source: ts.SourceFile): { readonly conflicts: boolean } {
  (ts as unknown as Internals).bindSourceFile(source, { target: ts.ScriptTarget.Latest });
  return { conflicts: ((source as SourceFileInternals).bindDiagnostics ?? []).length > 0 };
}

/** Whether a name is declared by a scope itself; of a file that was bound. */
export function declares(scope: ts.Node, name: string): boolean {
  return (scope as ScopeInternals).locals?.has(name) === true;
}

/** A token that throws what the compiler knows how to recover from. `isRequested` throttles itself. */
export function cancellationToken(isRequested: () => boolean): ts.CancellationToken {
  const { ThrottledCancellationToken } = ts as unknown as Internals;
  return new ThrottledCancellationToken({ isCancellationRequested: isRequested }, 0);
}

/** Which files of an imaginary folder tree the `include` and `exclude` of a configuration take. */
export const matchFiles: Internals['matchFiles'] = (ts as unknown as Internals).matchFiles;

/** Syntax errors of a file that was parsed without a program. */
export function parseDiagnosticsOf(source: ts.SourceFile): readonly ts.DiagnosticWithLocation[] {
  return (source as unknown as SourceFileInternals).parseDiagnostics ?? [];
}

/** Every import, re-export, `import()`, import type and (in JavaScript) `require` of a file of a program. */
export function importsOf(source: ts.SourceFile): readonly ts.StringLiteralLike[] {
  return (source as unknown as SourceFileInternals).imports ?? [];
}

export function resolvedImport(
  program: ts.Program,
  specifier: ts.StringLiteralLike,
  source: ts.SourceFile,
): string | undefined {
  const internals = program as unknown as ProgramInternals;
  return internals.getResolvedModuleFromModuleSpecifier?.(specifier, source)?.resolvedModule
    ?.resolvedFileName;
}

/**
 * What the compiler says about some statements or class members of a file, and about whatever else of it that it came across.
 * Says nothing of declarations that are never read and of directives that are not needed.
 */
export function diagnosticsOfNodes(
  program: ts.Program,
  source: ts.SourceFile,
  nodes: readonly ts.Node[],
  token: ts.CancellationToken,
): readonly ts.Diagnostic[] {
  return (program as unknown as ProgramInternals).getSemanticDiagnostics(source, token, nodes);
}

/** Emits the declarations of one file whatever `noEmit` and `declaration` say; `undefined` when it cannot be emitted. */
export function declarationText(
  program: ts.Program,
  source: ts.SourceFile,
  token: ts.CancellationToken,
): string | undefined {
  let text: string | undefined;
  const write: ts.WriteFileCallback = (fileName, content) => {
    if (/\.d\.[cm]?ts$/.test(fileName)) text = content;
  };
  (program as unknown as ProgramInternals).emit(source, write, token, true, undefined, true);
  return text;
}
