import type { TscQuestion } from '../wire.ts';
import {
  errorCategory,
  fileWasChanged,
  type Compiler,
  type CompilerSystem,
  type Diagnostic,
  type FileChanged,
  type WatchedProgram,
} from './compiler.ts';
import { observeFiles, type ObservedFiles, type ResidentDisk } from './observed-files.ts';
import { Unable, type Said } from './said.ts';

/** Programs kept by one process; the one that was asked for longest ago gives way. */
const programsMax = 6;

/**
 * Keeps the programs of a workspace between questions. It says what `tsc -p` says about them, by the compiler's own watch
 * program, which is told what changed when it is asked instead of watching.
 */
export function createResidentTsc(
  compilerIn: (home: string) => Compiler,
  disk: ResidentDisk,
): (question: TscQuestion) => Said {
  const programs = new Map<string, KeptProgram>();
  return (question) => {
    const compiler = compilerIn(question.home);
    if (compiler.version !== question.version)
      throw new Unable(`TypeScript ${compiler.version} was loaded, not ${question.version}.`);
    const key = `${question.home} ${question.project}`;
    const known = programs.get(key);
    programs.delete(key);
    const program = known && bringUpToDate(known) ? known : openProgram(compiler, question, disk);
    if (program !== known) known?.watched.close();
    programs.set(key, program);
    const [oldest] = programs;
    if (programs.size > programsMax && oldest) {
      oldest[1].watched.close();
      programs.delete(oldest[0]);
    }
    return said(compiler, program.problems());
  };
}

interface KeptProgram {
  readonly watched: WatchedProgram;
  readonly observed: ObservedFiles;
  readonly watchers: ReadonlyMap<string, ReadonlySet<FileChanged>>;
  /** The problems of the program as it is. */
  problems(): readonly Diagnostic[];
}

function openProgram(compiler: Compiler, question: TscQuestion, disk: ResidentDisk): KeptProgram {
  const { sys } = compiler;
  const observed = observeFiles(sys, disk, sys.getCurrentDirectory());
  const watchers = new Map<string, Set<FileChanged>>();
  let problems: readonly Diagnostic[] = [];
  let reported: Diagnostic[] = [];
  const host = compiler.createWatchCompilerHost(
    question.project,
    { noEmit: true, incremental: true, tsBuildInfoFile: question.buildInfo },
    quietSystem(sys, question.buildInfo, observed, watchers),
    undefined,
    (diagnostic) => void reported.push(diagnostic),
    () => undefined,
  ) as { afterProgramCreate: (program: unknown) => void };
  const report = host.afterProgramCreate.bind(host);
  // Only a program that differs is reported; between two of them the problems stay what they are.
  host.afterProgramCreate = (program) => {
    reported = [];
    report(program);
    problems = reported;
  };
  return { watched: compiler.createWatchProgram(host), observed, watchers, problems: () => problems };
}

/** Sees the disk, writes nothing but build information, starts no timer and watches nothing by itself. */
function quietSystem(
  sys: CompilerSystem,
  buildInfo: string,
  observed: ObservedFiles,
  watchers: Map<string, Set<FileChanged>>,
): CompilerSystem {
  const nothing = () => undefined;
  return {
    ...sys,
    ...observed.system,
    // Our own file is not observed: that it was written says nothing of the workspace.
    readFile: (path, encoding) =>
      path === buildInfo ? sys.readFile(path, encoding) : observed.system.readFile(path, encoding),
    write: nothing,
    writeFile(path, text) {
      // Beside the copy: the next process starts from it, as the next run of the compiler would.
      if (path === buildInfo) sys.writeFile(path, text);
    },
    createDirectory: nothing,
    deleteFile: nothing,
    setModifiedTime: nothing,
    setTimeout: nothing,
    clearTimeout: nothing,
    exit: () => {
      throw new Unable('The compiler gave up on the project.');
    },
    watchDirectory: () => ({ close: nothing }),
    watchFile(path, changed) {
      const known = watchers.get(path) ?? new Set();
      watchers.set(path, known.add(changed));
      return { close: () => void known.delete(changed) };
    },
  };
}

/** Answers whether the program could be told everything that changed. */
function bringUpToDate({ watched, observed, watchers }: KeptProgram): boolean {
  const difference = observed.difference();
  if (difference.kind === 'structure') return false;
  for (const path of difference.paths) {
    const told = [...(watchers.get(path) ?? [])];
    if (told.length === 0) return false;
    for (const changed of told) changed(path, fileWasChanged);
  }
  watched.getProgram();
  // What the program did not read again, it would go on seeing as it was.
  return difference.paths.length === 0 || isQuiet(observed.difference());
}

function isQuiet(difference: ReturnType<ObservedFiles['difference']>): boolean {
  return difference.kind === 'texts' && difference.paths.length === 0;
}

/** In the words of `tsc --pretty false`. */
function said({ sys, formatDiagnostic }: Compiler, problems: readonly Diagnostic[]): Said {
  const format = {
    getCurrentDirectory: () => sys.getCurrentDirectory(),
    getNewLine: () => sys.newLine,
    getCanonicalFileName: (path: string) => (sys.useCaseSensitiveFileNames ? path : path.toLowerCase()),
  };
  const failed = problems.some(({ category }) => category === errorCategory);
  return {
    stdout: problems.map((problem) => formatDiagnostic(problem, format)).join(''),
    exitCode: failed ? exitCodeOfProblems : 0,
  };
}

/** `ExitStatus.DiagnosticsPresent_OutputsGenerated`. */
const exitCodeOfProblems = 2;
