import type { ChangeSet } from '../../../../protocol/index.ts';
import type { AnalysisLimits } from '../../limits.ts';
import { ts, type ServiceHost } from '../../typescript.ts';
import { folderOf, isSourcePath, type Paths } from '../paths.ts';
import type { Job } from '../pulse.ts';
import { withoutByteOrderMark, type Texts } from '../texts.ts';
import { parseConfig, readConfiguration, type Configuration } from './configuration.ts';
import { defaultLibraryPath, isLibraryFolder, isLibraryPath, libraryText } from './library.ts';

/** One side of a change, laid over what is on the disk and in the editor. */
export type Side = 'before' | 'after';

/** A TypeScript project that stays loaded: a language service over buffers, disk and, for a while, one side of a change. */
export interface Project {
  /** The program over everything as it is now. Programs that were handed out earlier stay whole. */
  program(job: Job): ts.Program;
  readonly languageService: ts.LanguageService;
  /** Takes files in that the configuration does not name. Absolute paths. */
  include(files: readonly string[]): void;
  /** Lays one side of a change over the texts; `undefined` takes it off. */
  lay(change: ChangeSet | undefined, side: Side): void;
  /** A buffer was typed in, opened or closed. Cheap: it happens with every key. */
  typed(file: string): void;
  /** Files changed on disk: look again, at everything when it was a manifest or a configuration. */
  refresh(files: readonly string[]): void;
  /** Whoever imports a file of this project is in its program, as far as can be told. */
  readonly seesAllImporters: boolean;
}

interface Layer {
  readonly name: string;
  readonly texts: ReadonlyMap<string, string | null>;
}

const noLayer: Layer = { name: '', texts: new Map() };
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
  let layer = noLayer;
  let layers = 0;
  let installs = 0;
  let latest: ts.Program | undefined;
  let generation = 0;
  let checkedAtMs = Number.NEGATIVE_INFINITY;
  let running: Job | undefined;
  const extra = new Set<string>();

  const current = (): Configuration => (configuration ??= readConfiguration(paths, config, limits));
  const laid = (path: string) => layer.texts.get(path);
  const exists = (path: string): boolean => {
    running?.check();
    const text = laid(path);
    if (text !== undefined) return text !== null;
    return isLibraryPath(path) ? libraryText(path) !== undefined : texts.exists(path);
  };
  const read = (path: string): string | undefined => {
    const text = laid(path);
    if (text !== undefined) return text ?? undefined;
    if (isLibraryPath(path)) return libraryText(path);
    // Dependencies are read once and may be larger than what Grace edits.
    return path.includes('/node_modules/') ? ts.sys.readFile(path) : texts.read(path);
  };
  const version = (path: string): string => {
    if (layer.texts.has(path)) return layer.name;
    if (isLibraryPath(path)) return 'fixed';
    if (path.includes('/node_modules/')) return `installed ${installs}`;
    return texts.version(path) ?? 'missing';
  };

  const host: ServiceHost = {
    getProjectVersion: () => String(generation),
    getCompilationSettings: () => current().options,
    getScriptFileNames: () => [...new Set([...current().fileNames, ...extra])].filter((path) => exists(path)),
    getScriptVersion: version,
    getScriptSnapshot(path) {
      running?.check();
      const text = read(path);
      return text === undefined ? undefined : wholeText(text);
    },
    getCurrentDirectory: () => paths.absolute(folderOf(config)),
    getDefaultLibFileName: defaultLibraryPath,
    getProjectReferences: () => current().references,
    getParsedCommandLine: parseConfig,
    useSourceOfProjectReferenceRedirect: () => true,
    hasInvalidatedResolutions: () => structureChanged,
    useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
    getCancellationToken: () => ({
      isCancellationRequested: () => running?.token.isCancellationRequested() ?? false,
    }),
    fileExists: exists,
    readFile: read,
    directoryExists: (path) =>
      isLibraryFolder(path) || ts.sys.directoryExists(path) || holdsLaid(layer, path),
    getDirectories: (path) => ts.sys.getDirectories(path),
    readDirectory: (...query) => ts.sys.readDirectory(...query),
    realpath: (path) => ts.sys.realpath?.(path) ?? path,
  };
  const languageService = ts.createLanguageService(
    host,
    ts.createDocumentRegistry(ts.sys.useCaseSensitiveFileNames, paths.root),
  );

  function include(files: readonly string[]): void {
    for (const file of files) {
      if (!isSourcePath(file) || extra.has(file)) continue;
      extra.add(file);
      generation += 1;
    }
  }

  return {
    languageService,
    include,
    program(job) {
      running = job;
      try {
        // A watcher may have missed something, and a run from the command line has none.
        if (clock.monotonic() - checkedAtMs > limits.recheckMs) {
          checkedAtMs = clock.monotonic();
          generation += 1;
        }
        const program = languageService.getProgram();
        if (!program) throw new Error(`the project ${config || '(none)'} has no program`);
        structureChanged = false;
        latest = program;
        return program;
      } catch (thrown) {
        // The service believes that it is up to date as soon as it starts; a cancelled start must not count.
        generation += 1;
        throw thrown;
      } finally {
        running = undefined;
      }
    },
    lay(change, side) {
      layers += 1;
      generation += 1;
      structureChanged ||= [...layer.texts.values()].includes(null);
      layer = change ? layerOf(paths, texts, change, side, `${side} ${layers}`) : noLayer;
      structureChanged ||= change?.files.some((file) => file.before === null || file.after === null) ?? false;
      include([...layer.texts].filter(([, text]) => text !== null).map(([path]) => path));
    },
    typed(file) {
      generation += 1;
      // A buffer of a file that is not on disk comes and goes with its tab.
      structureChanged ||= isSourcePath(file) && !ts.sys.fileExists(file);
    },
    refresh(files) {
      generation += 1;
      for (const file of files) {
        const installed = dependenciesPattern.test(file);
        if (installed) installs += 1;
        const cameOrWent = isSourcePath(file) && (!latest?.getSourceFile(file) || !ts.sys.fileExists(file));
        if (!installed && !cameOrWent && !configurationPattern.test(file)) continue;
        configuration = undefined;
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
function layerOf(paths: Paths, texts: Texts, change: ChangeSet, side: Side, name: string): Layer {
  const laid = new Map<string, string | null>();
  for (const file of change.files) {
    const path = paths.absolute(file.path);
    const text = file[side];
    const wanted = text === null ? null : withoutByteOrderMark(text);
    if ((texts.read(path) ?? null) !== wanted) laid.set(path, wanted);
  }
  return { name, texts: laid };
}

function holdsLaid(layer: Layer, folder: string): boolean {
  return [...layer.texts].some(([path, text]) => text !== null && path.startsWith(`${folder}/`));
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
