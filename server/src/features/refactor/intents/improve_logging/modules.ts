import { ts } from '../../../../services/analysis/typescript.ts';
import type { Surroundings } from '../../intent.ts';
import type { ModuleReader } from './module-scope.ts';

/** Modules that are followed from the logger to see whether it loads the file at hand. */
const reachedMax = 400;

const extensions = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'];
const writtenFor: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx', '.js'],
  '.jsx': ['.tsx', '.jsx'],
  '.mjs': ['.mts', '.mjs'],
  '.cjs': ['.cts', '.cjs'],
};

/** Finds and parses modules of the package without a program. */
export function moduleReader(surroundings: Surroundings): ModuleReader {
  const parsed = new Map<string, ts.SourceFile | undefined>();
  const aliases = pathAliases(surroundings);
  return {
    parse(path) {
      if (!parsed.has(path)) {
        const text = surroundings.read(path);
        parsed.set(path, text === undefined ? undefined : parseModule(path, text));
      }
      return parsed.get(path);
    },
    resolve(from, specifier) {
      if (/^\.{1,2}(\/|$)/.test(specifier)) {
        return existing(joined(folderOf(from), specifier), surroundings);
      }
      for (const { prefix, suffix, target } of aliases) {
        if (!specifier.startsWith(prefix) || !specifier.endsWith(suffix)) continue;
        const middle = specifier.slice(prefix.length, specifier.length - suffix.length);
        const found = existing(
          target.replace('*', () => middle),
          surroundings,
        );
        if (found !== undefined) return found;
      }
      return undefined;
    },
  };
}

function parseModule(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
}

/** Every module that loading `path` loads, by static imports of relative and aliased specifiers. */
export function loadedBy(path: string, reader: ModuleReader): ReadonlySet<string> {
  const reached = new Set<string>();
  const queue = [path];
  for (let next = queue.pop(); next !== undefined && reached.size < reachedMax; next = queue.pop()) {
    const source = reader.parse(next);
    if (!source) continue;
    for (const { fileName } of ts.preProcessFile(source.text, true, true).importedFiles) {
      const target = reader.resolve(next, fileName);
      if (target === undefined || reached.has(target)) continue;
      reached.add(target);
      queue.push(target);
    }
  }
  return reached;
}

export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

export function baseNameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.[^.]+$/, '');
}

/** `folder` and a relative specifier as one path without dots. */
export function joined(folder: string, specifier: string): string {
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of specifier.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

/** The relative specifier, with a leading dot, that leads from a folder to a path. */
export function relativeTo(folder: string, path: string): string {
  const from = folder === '' ? [] : folder.split('/');
  const to = path.split('/');
  let shared = 0;
  while (shared < from.length && shared < to.length - 1 && from[shared] === to[shared]) shared++;
  const up = '../'.repeat(from.length - shared);
  return (up === '' ? './' : up) + to.slice(shared).join('/');
}

function existing(path: string, surroundings: Surroundings): string | undefined {
  const known = knownFiles(surroundings);
  if (known.has(path)) return path;
  const written = /\.[cm]?jsx?$/.exec(path)?.[0];
  for (const extension of (written && writtenFor[written]) ?? []) {
    const source = path.slice(0, -(written ?? '').length) + extension;
    if (known.has(source)) return source;
  }
  for (const extension of extensions) {
    if (known.has(path + extension)) return path + extension;
  }
  for (const extension of extensions) {
    const index = path === '' ? `index${extension}` : `${path}/index${extension}`;
    if (known.has(index)) return index;
  }
  return undefined;
}

const knownCache = new WeakMap<readonly string[], ReadonlySet<string>>();

function knownFiles(surroundings: Surroundings): ReadonlySet<string> {
  const files = surroundings.files();
  let known = knownCache.get(files);
  if (!known) {
    known = new Set(files);
    knownCache.set(files, known);
  }
  return known;
}

interface Alias {
  readonly prefix: string;
  readonly suffix: string;
  /** Relative to the workspace root, with `*` where the middle goes. */
  readonly target: string;
}

/** `paths` and `baseUrl` of the package's tsconfig, and the `imports` of its manifest. */
function pathAliases(surroundings: Surroundings): readonly Alias[] {
  const aliases: Alias[] = [];
  const add = (folder: string, pattern: string, target: string) => {
    const [prefix = '', suffix = ''] = pattern.split('*');
    aliases.push({ prefix, suffix: pattern.includes('*') ? suffix : '', target: joined(folder, target) });
  };
  for (const name of ['tsconfig.json', 'jsconfig.json']) {
    const at = surroundings.packageFolder === '' ? name : `${surroundings.packageFolder}/${name}`;
    const text = surroundings.read(at);
    if (text === undefined) continue;
    const { config } = ts.parseConfigFileTextToJson(at, text) as { config?: unknown };
    const options = record(record(config)['compilerOptions']);
    const base = typeof options['baseUrl'] === 'string' ? options['baseUrl'] : '.';
    const folder = joined(folderOf(at), base);
    for (const [pattern, targets] of Object.entries(record(options['paths']))) {
      for (const target of Array.isArray(targets) ? targets : []) {
        if (typeof target === 'string') add(folder, pattern, target);
      }
    }
    if (typeof options['baseUrl'] === 'string') add(folder, '*', '*');
  }
  for (const [pattern, target] of Object.entries(record(surroundings.manifest['imports']))) {
    if (typeof target === 'string') add(surroundings.packageFolder, pattern, target);
  }
  return aliases;
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
