import { matchFiles, ts } from '../../typescript.ts';
import { baseOf, folderOf, isJavaScriptPath, type Paths } from '../paths.ts';
import type { AnalysisLimits } from '../../limits.ts';

/**
 * Finds the configuration that governs a file: the nearest one that includes it, looking through `extends`, solution-style
 * `references` and siblings such as `tsconfig.test.json`. Nothing is listed from disk: the compiler is asked whether its
 * patterns would take this one file. When none includes it, the nearest one lends its options, except to JavaScript that
 * a TypeScript project did not ask for. `''`: there is none.
 */
export function projectOf(paths: Paths, path: string, limits: AnalysisLimits): string {
  const file = paths.absolute(path);
  const visited = new Set<string>();
  let nearest: string | undefined;
  for (let folder = folderOf(path); ; folder = folderOf(folder)) {
    for (const config of configsIn(paths.absolute(folder))) {
      nearest ??= isMainConfig(config) ? config : undefined;
      const including = includingConfig(config, file, visited, limits);
      if (including !== undefined) return paths.relative(including) ?? '';
    }
    if (folder === '') break;
  }
  if (nearest === undefined || (isJavaScriptPath(path) && !baseOf(nearest).startsWith('jsconfig'))) return '';
  return paths.relative(nearest) ?? '';
}

function isMainConfig(config: string): boolean {
  return /^[tj]sconfig\.json$/.test(baseOf(config));
}

/** The main configuration first, then its siblings by name. */
function configsIn(folder: string): readonly string[] {
  if (!ts.sys.directoryExists(folder)) return [];
  const names = ts.sys
    .readDirectory(folder, ['.json'], [], ['*'], 1)
    .map(baseOf)
    .filter((name) => /^[tj]sconfig(?:\.[^/]+)?\.json$/.test(name))
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return names.map((name) => `${folder}/${name}`);
}

function rank(name: string): number {
  if (name === 'tsconfig.json') return 0;
  return name === 'jsconfig.json' ? 1 : 2;
}

function includingConfig(
  config: string,
  file: string,
  visited: Set<string>,
  limits: AnalysisLimits,
): string | undefined {
  if (visited.has(config) || visited.size >= limits.referencesMax) return undefined;
  visited.add(config);
  const parsed = ts.getParsedCommandLineOfConfigFile(config, {}, onlyThisFile(file));
  if (!parsed) return undefined;
  if (parsed.fileNames.includes(file)) return config;
  for (const reference of parsed.projectReferences ?? []) {
    const target = ts.resolveProjectReferencePath(reference);
    const including = includingConfig(target, file, visited, limits);
    if (including !== undefined) return including;
  }
  return undefined;
}

/** A disk on which only this one file is, so that reading a configuration's file list costs nothing. */
function onlyThisFile(file: string): ts.ParseConfigFileHost {
  return {
    useCaseSensitiveFileNames: ts.sys.useCaseSensitiveFileNames,
    getCurrentDirectory: () => folderOf(file),
    fileExists: (path) => ts.sys.fileExists(path),
    readFile: (path) => ts.sys.readFile(path),
    onUnRecoverableConfigFileDiagnostic: () => undefined,
    readDirectory: (folder, extensions, excludes, includes, depth) =>
      matchFiles(
        folder,
        extensions,
        excludes,
        includes,
        ts.sys.useCaseSensitiveFileNames,
        folder,
        depth,
        (at) => entriesTowards(at.replace(/\/$/, ''), file),
        (path) => path,
      ),
  };
}

function entriesTowards(
  folder: string,
  file: string,
): { files: readonly string[]; directories: readonly string[] } {
  if (!file.startsWith(`${folder}/`)) return { files: [], directories: [] };
  const rest = file.slice(folder.length + 1);
  const slash = rest.indexOf('/');
  return slash < 0 ? { files: [rest], directories: [] } : { files: [], directories: [rest.slice(0, slash)] };
}
