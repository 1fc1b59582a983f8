import type { DependentTests } from '../../analysis.ts';
import type { AnalysisLimits } from '../../limits.ts';
import { ts } from '../../typescript.ts';
import { isDeclarationPath, type Paths } from '../paths.ts';
import type { Job } from '../pulse.ts';
import type { SurroundingsSource } from '../surroundings.ts';
import type { Texts } from '../texts.ts';
import { walkSources } from '../walk.ts';
import { createResolver, type Resolver } from './resolve.ts';

export interface ImportGraph {
  dependentTests(paths: readonly string[], job: Job): Promise<DependentTests>;
  /** First `paths` themselves, then what they import, what that imports, and so on; each file once. */
  importLevels(paths: readonly string[], job: Job): Promise<readonly (readonly string[])[]>;
  /** For each of `paths`, all that it imports, itself or through others. */
  importClosures(paths: readonly string[], job: Job): Promise<Readonly<Record<string, readonly string[]>>>;
}

/** What one file imports, by its own words. */
interface Imports {
  readonly version: string;
  readonly specifiers: readonly string[];
  /** It also loads something whose name is only known when it runs. */
  readonly computed: boolean;
  /** It hands on what it imports. */
  readonly reExports: boolean;
}

/** Knows who imports whom over the whole workspace, from texts alone; a file is read again only when it changed. */
export function createImportGraph(
  paths: Paths,
  texts: Texts,
  surroundings: SurroundingsSource,
  limits: AnalysisLimits,
): ImportGraph {
  const known = new Map<string, Imports>();

  function importsOf(path: string): Imports {
    const absolute = paths.absolute(path);
    const version = texts.version(absolute) ?? '';
    const cached = known.get(path);
    if (cached?.version === version) return cached;
    const imports = { version, ...readImports(texts.read(absolute) ?? '') };
    known.set(path, imports);
    return imports;
  }

  async function allFiles(job: Job): Promise<readonly string[]> {
    const files: string[] = [];
    for (const step of walkSources(paths, '')) {
      files.push(...step.files);
      if (files.length >= limits.workspaceFilesMax) break;
      await job.breathe();
    }
    return files;
  }

  return {
    async dependentTests(changed, job) {
      job.progress('Reading who imports whom');
      const files = await allFiles(job);
      const resolver = createResolver(paths, files, surroundings.manifests);
      const importers = new Map<string, string[]>();
      const unsure = new Set<string>();
      for (const path of files) {
        const imports = importsOf(path);
        if (imports.computed) unsure.add(path);
        for (const specifier of imports.specifiers)
          if (addEdges(resolver, importers, path, specifier) === 'unknown') unsure.add(path);
        await job.breathe();
      }
      const reached = reachedFrom(changed, importers);
      const roleOf = (path: string) => surroundings.of(path).role(path);
      const tests = [...reached].filter((path) => !isDeclarationPath(path) && roleOf(path) === 'test').sort();
      return {
        tests,
        uncertain: [...unsure].some((path) => !reached.has(path)),
        importers: direct(changed, importers, (path) => importsOf(path).reExports),
        opaque: files.filter((path) => startsOthers(importsOf(path)) && roleOf(path) === 'test').sort(),
      };
    },
    async importLevels(from, job) {
      const resolver = createResolver(paths, await allFiles(job), surroundings.manifests);
      const seen = new Set(from);
      const levels: (readonly string[])[] = [];
      for (let level = [...seen]; level.length > 0;) {
        levels.push(level);
        const next: string[] = [];
        for (const path of level) {
          for (const target of importsOf(path).specifiers.flatMap((each) =>
            targetsOf(resolver, path, each),
          )) {
            if (!seen.has(target)) next.push(target);
            seen.add(target);
          }
          await job.breathe();
        }
        level = next;
      }
      return levels;
    },
    async importClosures(from, job) {
      const resolver = createResolver(paths, await allFiles(job), surroundings.manifests);
      const targets = new Map<string, readonly string[]>();
      const closures: Record<string, readonly string[]> = {};
      for (const start of from) {
        const seen = new Set([start]);
        // A set keeps growing while it is iterated.
        for (const path of seen) {
          const own =
            targets.get(path) ??
            importsOf(path).specifiers.flatMap((each) => targetsOf(resolver, path, each));
          targets.set(path, own);
          for (const target of own) seen.add(target);
        }
        seen.delete(start);
        closures[start] = [...seen];
        await job.breathe();
      }
      return closures;
    },
  };
}

function addEdges(
  resolver: Resolver,
  importers: Map<string, string[]>,
  from: string,
  specifier: string,
): 'known' | 'unknown' {
  const resolution = resolver.resolve(from, specifier);
  if (resolution === 'unknown') return 'unknown';
  for (const target of resolution) {
    const list = importers.get(target);
    if (list) list.push(from);
    else importers.set(target, [from]);
  }
  return 'known';
}

function targetsOf(resolver: Resolver, from: string, specifier: string): readonly string[] {
  const resolution = resolver.resolve(from, specifier);
  return resolution === 'unknown' ? [] : resolution;
}

function reachedFrom(
  changed: readonly string[],
  importers: ReadonlyMap<string, readonly string[]>,
): Set<string> {
  const reached = new Set<string>(changed);
  // A set keeps growing while it is iterated: this visits everything once.
  for (const path of reached) for (const importer of importers.get(path) ?? []) reached.add(importer);
  return reached;
}

/** Who imports any of the changed files, itself or through files that only hand it on. */
function direct(
  changed: readonly string[],
  importers: ReadonlyMap<string, readonly string[]>,
  handsOn: (path: string) => boolean,
): readonly string[] {
  const found = new Set<string>();
  const sources = new Set(changed);
  for (const source of sources) {
    for (const importer of importers.get(source) ?? []) {
      found.add(importer);
      if (handsOn(importer)) sources.add(importer);
    }
  }
  return [...found].filter((path) => !changed.includes(path)).sort();
}

/** Modules that start processes or threads. */
const starters =
  /^(?:node:)?(?:child_process|worker_threads|cluster)$|^(?:execa|cross-spawn|zx|tinyexec|nano-spawn)$/;

function startsOthers({ specifiers }: Imports): boolean {
  return specifiers.some((specifier) => starters.test(specifier));
}

/** An `import(` or `require(` whose argument does not start as a string, and the globs of bundlers. */
const computedImport =
  /(?<![.\w$])(?:import|require)\s*\(\s*(?!["'`)\s]|\/\*)|\bimport\.meta\.glob\b|\brequire\.context\b/;
const templateImport = /(?<![.\w$])(?:import|require)\s*\(\s*`[^`]*\$\{/;

const reExport = /\bexport\s+(?:type\s+)?(?:\*|\{[^}]*\})[^;'"]*\bfrom\b/;

function readImports(text: string): Omit<Imports, 'version'> {
  const info = ts.preProcessFile(text, true, true);
  const specifiers = new Set(info.importedFiles.map((file) => file.fileName));
  for (const reference of info.referencedFiles) specifiers.add(relative(reference.fileName));
  return {
    specifiers: [...specifiers],
    computed: computedImport.test(text) || templateImport.test(text),
    reExports: reExport.test(text),
  };
}

function relative(fileName: string): string {
  return fileName.startsWith('.') ? fileName : `./${fileName}`;
}
