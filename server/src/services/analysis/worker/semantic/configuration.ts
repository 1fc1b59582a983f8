import type { AnalysisLimits } from '../../limits.ts';
import { ts } from '../../typescript.ts';
import { folderOf, type Paths } from '../paths.ts';

/** What governs one project: its options as its own compiler would read them, and the files it names. */
export interface Configuration {
  readonly options: ts.CompilerOptions;
  /** Absolute. */
  readonly fileNames: readonly string[];
  readonly references: readonly ts.ProjectReference[];
}

/** `config` is relative to the root; `''` stands for a project without configuration. */
export function readConfiguration(paths: Paths, config: string, limits: AnalysisLimits): Configuration {
  if (config === '') return { options: inferredOptions(), fileNames: [], references: [] };
  const parsed = parseConfig(paths.absolute(config));
  if (!parsed) return { options: inferredOptions(), fileNames: [], references: [] };
  const folder = folderOf(config);
  return {
    options: withScreeningOptions(withDefaultsOf(ownCompilerMajor(paths, folder), parsed.options)),
    fileNames: parsed.fileNames.slice(0, limits.workspaceFilesMax),
    references: parsed.projectReferences ?? [],
  };
}

export function parseConfig(file: string): ts.ParsedCommandLine | undefined {
  const host: ts.ParseConfigFileHost = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined };
  return ts.getParsedCommandLineOfConfigFile(file, {}, host);
}

/** A folder without configuration: as forgiving as an editor is, so that only what is surely wrong is a problem. */
function inferredOptions(): ts.CompilerOptions {
  return withScreeningOptions({
    allowJs: true,
    checkJs: false,
    strict: false,
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.Preserve,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    jsx: ts.JsxEmit.Preserve,
    types: ['*'],
    resolveJsonModule: true,
    allowImportingTsExtensions: true,
    noUncheckedSideEffectImports: false,
  });
}

/** What the screening needs whatever the project says: it writes nothing, and libraries are not what it judges. */
function withScreeningOptions(options: ts.CompilerOptions): ts.CompilerOptions {
  return {
    ...options,
    noEmit: true,
    skipLibCheck: true,
    ignoreDeprecations: '6.0',
    allowNonTsExtensions: true,
    incremental: false,
    ...(options.composite ? { composite: true, incremental: true } : {}),
  };
}

/**
 * TypeScript 6 changed what an option means that nobody wrote. A project of an older compiler is read with the older
 * defaults, or half of it would look wrong.
 */
function withDefaultsOf(major: number, options: ts.CompilerOptions): ts.CompilerOptions {
  if (major >= 6) return options;
  const target = options.target ?? oldDefaults.target ?? ts.ScriptTarget.ES2015;
  const module =
    options.module ?? (target >= ts.ScriptTarget.ES2015 ? ts.ModuleKind.ES2015 : ts.ModuleKind.CommonJS);
  return {
    ...options,
    target,
    module,
    strict: options.strict ?? false,
    types: options.types ?? ['*'],
    noUncheckedSideEffectImports: options.noUncheckedSideEffectImports ?? false,
    esModuleInterop: options.esModuleInterop ?? module >= ts.ModuleKind.Node16,
    moduleResolution: options.moduleResolution ?? oldResolution(module),
  };
}

function oldResolution(module: ts.ModuleKind): ts.ModuleResolutionKind {
  if (module === ts.ModuleKind.CommonJS)
    return oldDefaults.moduleResolution ?? ts.ModuleResolutionKind.Bundler;
  if (module === ts.ModuleKind.Preserve) return ts.ModuleResolutionKind.Bundler;
  if (module === ts.ModuleKind.NodeNext) return ts.ModuleResolutionKind.NodeNext;
  if (module >= ts.ModuleKind.Node16) return ts.ModuleResolutionKind.Node16;
  // It was `classic`, which cannot find a dependency: who has some wrote something else.
  return ts.ModuleResolutionKind.Bundler;
}

/** Deprecated by name, but what the older compiler means where nothing is written. */
const oldDefaults = ts.convertCompilerOptionsFromJson(
  { target: 'es5', moduleResolution: 'node10' },
  '',
).options;
const bundledMajor = 6;

/** Major version of the TypeScript that the project itself would use; the bundled one where it has none. */
function ownCompilerMajor(paths: Paths, folder: string): number {
  for (let at = folder; ; at = folderOf(at)) {
    const manifest = `${paths.absolute(at)}/node_modules/typescript/package.json`;
    if (ts.sys.fileExists(manifest)) {
      const version = /"version"\s*:\s*"(\d+)\./.exec(ts.sys.readFile(manifest) ?? '')?.[1];
      return version === undefined ? bundledMajor : Number(version);
    }
    if (at === '') return bundledMajor;
  }
}
