import type { ChangeSet } from '../../../../protocol/index.ts';
import type { AnalysisLimits } from '../../limits.ts';
import { ts, type ProgramHost, type ServiceHost } from '../../typescript.ts';
import { folderOf, isSourcePath, type Paths } from '../paths.ts';
import type { Job } from '../pulse.ts';
import { withoutByteOrderMark, type Texts } from '../texts.ts';
import { parseConfig, readConfiguration, type Configuration } from './configuration.ts';
import { layeredProgram, type Layer } from './layered-program.ts';
import { defaultLibraryPath, isLibraryFolder, isLibraryPath, libraryText } from './library.ts';

/** One side of a change, laid over what is on the disk and in the editor. */
export type Side = 'before' | 'after';

/** A TypeScript project that stays loaded: a language service over buffers and disk, and what a change would make of it. */
export interface Project {
  /** The program over everything as it is now: the same one, with what it knows, until something changes. */
  program(job: Job): ts.Program;
  /** The program with one side of a change in place: the current one where that is what is there anyway. */
  programWith(change: ChangeSet, side: Side, job: Job): ts.Program;
  readonly languageService: ts.LanguageService;
  /** Takes files in that the configuration does not name. Absolute paths. */
  include(files: readonly string[]): void;
  /** A request is over: what was only made for it may go. */
  release(): void;
  /** A buffer was typed in, opened or closed. Cheap: it happens with every key. */
  typed(file: string): void;
  /** Files changed on disk: look again, at everything when it was a manifest or a configuration. */
  refresh(files: readonly string[]): void;
  /** Whoever imports a file of this project is in its program, as far as can be told. */
  readonly seesAllImporters: boolean;
}

/** Files whose change may move any import's target or any file's membership. */
const configurationPattern = /(?:^|\/)[^/]*(?:config|base)[^/]*\.json$/;
/** Files whose change means that dependencies were installed, or will be. */
const dependenciesPattern = /(?:^|\/)(?:package(?:-lock)?\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lockb?)$/;

export function openProject(
  paths: Paths,
  config: string,
  texts: Texts,
  limits: AnalysisLimits,
  clock: { monotonic(): number },
): Project {
  let configuration: Configuration | undefined;
  let structureChanged = false;
  let installs = 0;
  let latest: ts.Program | undefined;
  let generation = 0;
  let checkedAtMs = Number.NEGATIVE_INFINITY;
  let running: Job | undefined;
  let filesRead = 0;
  let toldAtMs = clock.monotonic();
  let last: { readonly base: ts.Program; readonly layer: Layer; readonly program: ts.Program } | undefined;
  let members: { readonly of: readonly string[]; readonly names: ReadonlySet<string> } | undefined;
  const extra = new Set<string>();
  // References are read once: another object for the same file would make every program start from nothing.
  const referenced = new Map<string, ts.ParsedCommandLine | undefined>();

  const current = (): Configuration => (configuration ??= readConfiguration(paths, config, limits));
  const named = (): ReadonlySet<string> => {
    const { fileNames } = current();
    if (members?.of !== fileNames) members = { of: fileNames, names: new Set(fileNames) };
    return members.names;
  };
  const exists = (path: string): boolean => {
    running?.check();
    return isLibraryPath(path) ? libraryText(path) !== undefined : texts.exists(path);
  };
  const read = (path: string): string | undefined => {
    running?.check();
    if (isLibraryPath(path)) return libraryText(path);
    // Dependencies are read once and may be larger than what Grace edits.
    return path.includes('/node_modules/') ? ts.sys.readFile(path) : texts.read(path);
  };
  const version = (path: string): string => {
    if (isLibraryPath(path)) return 'fixed';
    if (path.includes('/node_modules/')) return `installed ${installs}`;
    return texts.version(path) ?? 'missing';
  };
  const reference = (file: string): ts.ParsedCommandLine | undefined => {
    if (!referenced.has(file)) referenced.set(file, parseConfig(file));
    return referenced.get(file);
  };

  const disk = {
    fileExists: exists,
    readFile: read,
    directoryExists: (path: string) => isLibraryFolder(path) || ts.sys.directoryExists(path),
    getDirectories: (path: string) => ts.sys.getDirectories(path),
    realpath: (path: string) => ts.sys.realpath?.(path) ?? path,
    getCurrentDirectory: () => paths.absolute(folderOf(config)),
    useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
    getParsedCommandLine: reference,
    useSourceOfProjectReferenceRedirect: () => true,
    hasInvalidatedResolutions: () => structureChanged,
  };
  const host: ServiceHost = {
    ...disk,
    getProjectVersion: () => String(generation),
    getCompilationSettings: () => current().options,
    getScriptFileNames: () => [...new Set([...current().fileNames, ...extra])].filter((path) => exists(path)),
    getScriptVersion: version,
    getScriptSnapshot(path) {
      tellLoading();
      const text = read(path);
      return text === undefined ? undefined : wholeText(text);
    },
    getDefaultLibFileName: defaultLibraryPath,
    getProjectReferences: () => current().references,
    getCancellationToken: () => ({
      isCancellationRequested: () => running?.token.isCancellationRequested() ?? false,
    }),
    readDirectory: (...query) => ts.sys.readDirectory(...query),
  };
  const programHost: ProgramHost = {
    ...disk,
    getSourceFile(path, versionOrOptions) {
      const text = read(path);
      return text === undefined ? undefined : ts.createSourceFile(path, text, versionOrOptions);
    },
    getDefaultLibFileName: defaultLibraryPath,
    getCanonicalFileName: (path) => (ts.sys.useCaseSensitiveFileNames ? path : path.toLowerCase()),
    getNewLine: () => ts.sys.newLine,
    writeFile: () => undefined,
  };
  const languageService = ts.createLanguageService(
    host,
    ts.createDocumentRegistry(ts.sys.useCaseSensitiveFileNames, paths.root),
  );

  function include(files: readonly string[]): void {
    for (const file of files) {
      if (!isSourcePath(file) || extra.has(file) || named().has(file)) continue;
      extra.add(file);
      generation += 1;
    }
  }

  /** A project that is loaded for the first time says how far it is. */
  function tellLoading(): void {
    filesRead += 1;
    const nowMs = clock.monotonic();
    if (latest || nowMs - toldAtMs < limits.loadTellMs) return;
    toldAtMs = nowMs;
    running?.progress(`Loading the project: ${filesRead.toLocaleString('en')} files read`);
  }

  function during<T>(job: Job, work: () => T): T {
    running = job;
    try {
      return work();
    } finally {
      running = undefined;
    }
  }

  function program(job: Job): ts.Program {
    // A watcher may have missed something, and a run from the command line has none.
    if (clock.monotonic() - checkedAtMs > limits.recheckMs) {
      checkedAtMs = clock.monotonic();
      generation += 1;
    }
    try {
      const made = during(job, () => languageService.getProgram());
      if (!made) throw new Error(`the project ${config || '(none)'} has no program`);
      structureChanged = false;
      latest = made;
      return made;
    } catch (thrown) {
      // The service believes that it is up to date as soon as it starts; a cancelled start must not count.
      generation += 1;
      throw thrown;
    }
  }

  return {
    languageService,
    include,
    program,
    programWith(change, side, job) {
      const layer = layerOf(paths, texts, change, side);
      const base = program(job);
      if (layer.size === 0) return base;
      // A candidate that was tried and then chosen is asked about again as the result.
      if (last?.base === base && isSame(last.layer, layer)) return last.program;
      last = { base, layer, program: during(job, () => layeredProgram(base, layer, programHost)) };
      return last.program;
    },
    release: () => (last = undefined),
    typed(file) {
      generation += 1;
      last = undefined;
      // A buffer of a file that is not on disk comes and goes with its tab.
      structureChanged ||= isSourcePath(file) && !ts.sys.fileExists(file);
    },
    refresh(files) {
      generation += 1;
      last = undefined;
      for (const file of files) {
        const installed = dependenciesPattern.test(file);
        if (installed) installs += 1;
        const cameOrWent = isSourcePath(file) && (!latest?.getSourceFile(file) || !ts.sys.fileExists(file));
        if (!installed && !cameOrWent && !configurationPattern.test(file)) continue;
        configuration = undefined;
        referenced.clear();
        structureChanged = true;
      }
    },
    get seesAllImporters() {
      return config !== '' && current().options.composite !== true && !isMemberOfWorkspaces(paths, config);
    },
  };
}

/** One of several packages: its siblings may import it, each from a program of its own. */
function isMemberOfWorkspaces(paths: Paths, config: string): boolean {
  if (folderOf(config) === '') return false;
  if (ts.sys.fileExists(paths.absolute('pnpm-workspace.yaml'))) return true;
  return /"workspaces"\s*:/.test(ts.sys.readFile(paths.absolute('package.json')) ?? '');
}

/** The texts of one side that differ from what is there anyway. */
function layerOf(paths: Paths, texts: Texts, change: ChangeSet, side: Side): Layer {
  const laid = new Map<string, string | null>();
  for (const file of change.files) {
    const path = paths.absolute(file.path);
    const text = file[side];
    const wanted = text === null ? null : withoutByteOrderMark(text);
    if (isCompiled(path) && (texts.read(path) ?? null) !== wanted) laid.set(path, wanted);
  }
  return laid;
}

function isSame(one: Layer, other: Layer): boolean {
  return one.size === other.size && [...one].every(([path, text]) => other.get(path) === text);
}

/** Sources and data that a program may hold, and the manifests that say what an import means. */
function isCompiled(path: string): boolean {
  return isSourcePath(path) || path.endsWith('.json');
}

/**
 * No change ranges: an incremental parse would take nodes out of the older tree, and the program of the other side still
 * needs it whole.
 */
function wholeText(text: string): ts.IScriptSnapshot {
  return {
    getText: (start, end) => text.slice(start, end),
    getLength: () => text.length,
    getChangeRange: () => undefined,
  };
}
