/** As much of a workspace's own `typescript` package (5 and 6) as a resident compiler needs: its public watch API. */
export interface Compiler {
  readonly version: string;
  readonly sys: CompilerSystem;
  readonly formatDiagnostic: (diagnostic: Diagnostic, host: FormatHost) => string;
  readonly createWatchCompilerHost: (
    project: string,
    options: Readonly<Record<string, unknown>>,
    system: CompilerSystem,
    createProgram: undefined,
    report: (diagnostic: Diagnostic) => void,
    reportStatus: () => void,
  ) => WatchHost;
  readonly createWatchProgram: (host: WatchHost) => WatchedProgram;
}

/** The compiler's view of the machine. */
export interface CompilerSystem {
  readonly newLine: string;
  readonly useCaseSensitiveFileNames: boolean;
  readFile(path: string, encoding?: string): string | undefined;
  fileExists(path: string): boolean;
  directoryExists(path: string): boolean;
  getDirectories(path: string): string[];
  readDirectory(path: string, ...filters: readonly unknown[]): string[];
  getCurrentDirectory(): string;
  write(text: string): void;
  writeFile(path: string, text: string): void;
  createDirectory(path: string): void;
  deleteFile?(path: string): void;
  setModifiedTime?(path: string, time: Date): void;
  exit(code?: number): void;
  watchFile?(path: string, changed: FileChanged): { close(): void };
  watchDirectory?(path: string): { close(): void };
  setTimeout?(work: () => void): unknown;
  clearTimeout?(timer: unknown): void;
}

export type FileChanged = (path: string, kind: number) => void;

/** `FileWatcherEventKind.Changed`. */
export const fileWasChanged = 1;

export interface Diagnostic {
  readonly category: number;
}

/** `DiagnosticCategory.Error`. */
export const errorCategory = 1;

interface FormatHost {
  getCurrentDirectory(): string;
  getNewLine(): string;
  getCanonicalFileName(path: string): string;
}

/** Handed from one function of the compiler to the next. */
type WatchHost = object;

export interface WatchedProgram {
  /** Brings the program up to date with the changes it was told of, and reports its problems when there were any. */
  getProgram(): unknown;
  close(): void;
}
