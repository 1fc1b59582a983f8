import { ts } from '../../typescript.ts';
import { dependencyNames, recordOf, type Manifest, type Manifests } from '../manifests.ts';
import { baseOf, folderOf, joinPath, type Paths } from '../paths.ts';

/** Files of the workspace that a specifier may mean (none: it leads outside), or `unknown` when nothing could be found. */
export type Resolution = readonly string[] | 'unknown';

export interface Resolver {
  resolve(from: string, specifier: string): Resolution;
}

/**
 * Resolves imports against the list of source files: relative paths, `paths` and `baseUrl` of the nearest configuration,
 * `#imports`, a package's own name and its siblings' names. A sibling that is built before it is used resolves to the
 * sources it is built from; where these cannot be told, to all of its files, which is too many rather than too few.
 */
export function createResolver(paths: Paths, files: readonly string[], manifests: Manifests): Resolver {
  const known = new Set(files);
  const packages = packagesByName(files, manifests);
  const configs = new Map<string, PathMapping | undefined>();
  const nearestOf = remembered((folder) => manifests.nearest(`${folder}/-`.replace(/^\//, '')));
  const externals = new Map<string, boolean>();

  const mappingFor = (folder: string): PathMapping | undefined => {
    if (configs.has(folder)) return configs.get(folder);
    const own = readMapping(paths, folder);
    const mapping = own ?? (folder === '' ? undefined : mappingFor(folderOf(folder)));
    configs.set(folder, mapping);
    return mapping;
  };

  function resolve(from: string, specifier: string): Resolution {
    const bare = specifier.replace(/[?#](?!.*\/).*$/, '') || specifier;
    if (bare.startsWith('.') || bare.startsWith('/')) return relativeTargets(from, bare);
    const mapped = mappedTargets(mappingFor(folderOf(from)), bare, known);
    if (mapped) return mapped;
    const nearest = nearestOf(folderOf(from));
    if (bare.startsWith('#')) return importsTargets(nearest, bare, known);
    const sibling = packages.get(packageNameOf(bare));
    if (sibling !== undefined) return siblingTargets(sibling, bare, known, files, manifests);
    const key = `${folderOf(from)} ${packageNameOf(bare)}`;
    const external = externals.get(key) ?? isExternal(paths, bare, from, nearest.manifest, manifests);
    externals.set(key, external);
    return external ? [] : 'unknown';
  }

  function relativeTargets(from: string, specifier: string): Resolution {
    const target = specifier.startsWith('/') ? joinPath('', specifier) : joinPath(folderOf(from), specifier);
    const found = sourceAt(target, known);
    if (found) return [found];
    // Data, styles and build output are no sources; that they exist is enough.
    return target.startsWith('..') || ts.sys.fileExists(paths.absolute(target)) || isAsset(target)
      ? []
      : 'unknown';
  }

  return { resolve };
}

function remembered<T>(ask: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    const answer = known.get(key) ?? ask(key);
    known.set(key, answer);
    return answer;
  };
}

const sourceExtensions = [
  '.ts',
  '.tsx',
  '.mts',
  '.cts',
  '.js',
  '.jsx',
  '.mjs',
  '.cjs',
  '.d.ts',
  '.d.mts',
  '.d.cts',
];
const writtenFor: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx', '.d.ts'],
  '.jsx': ['.tsx', '.d.ts'],
  '.mjs': ['.mts', '.d.mts'],
  '.cjs': ['.cts', '.d.cts'],
};

/** The source file a path without or with an extension means, also when it names the file that is built from it. */
function sourceAt(target: string, known: ReadonlySet<string>): string | undefined {
  if (known.has(target)) return target;
  const extension = /\.[cm]?jsx?$/.exec(target)?.[0];
  if (extension) {
    const stem = target.slice(0, -extension.length);
    const written = writtenFor[extension]?.map((each) => stem + each).find((path) => known.has(path));
    if (written) return written;
  }
  const candidates = [
    ...sourceExtensions.map((each) => target + each),
    ...sourceExtensions.map((each) => joinPath(target, `index${each}`)),
  ];
  return candidates.find((path) => known.has(path));
}

function isAsset(target: string): boolean {
  const extension = /\.[a-z0-9]+$/i.exec(baseOf(target))?.[0];
  return extension !== undefined && !/^\.(?:[cm]?[jt]sx?)$/.test(extension) && extension.length <= 8;
}

function packageNameOf(specifier: string): string {
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier);
}

/** Every package of the workspace that has a name, by the folders its sources lie in. */
function packagesByName(files: readonly string[], manifests: Manifests): ReadonlyMap<string, string> {
  const byName = new Map<string, string>();
  const folders = new Set<string>();
  for (const file of files)
    for (let folder = folderOf(file); !folders.has(folder); folder = folderOf(folder)) folders.add(folder);
  for (const folder of [...folders].sort()) {
    const name = manifests.at(folder)?.['name'];
    if (typeof name === 'string' && name !== '' && !byName.has(name)) byName.set(name, folder);
  }
  return byName;
}

function siblingTargets(
  folder: string,
  specifier: string,
  known: ReadonlySet<string>,
  files: readonly string[],
  manifests: Manifests,
): readonly string[] {
  const name = packageNameOf(specifier);
  const subpath = specifier.slice(name.length);
  const manifest = manifests.at(folder) ?? {};
  const named = exportTargets(manifest, subpath === '' ? '.' : `.${subpath}`);
  const direct = subpath === '' ? ['index', 'src/index'] : [subpath, `src${subpath}`];
  const found = [...named, ...direct]
    .flatMap((target) => builtFrom(target))
    .map((target) => sourceAt(joinPath(folder, target), known))
    .filter((path) => path !== undefined);
  if (found.length > 0) return [...new Set(found)];
  return files.filter((file) => folder === '' || file.startsWith(`${folder}/`));
}

/** A path of build output, and the sources it is built from by the usual layouts. */
function builtFrom(target: string): readonly string[] {
  const plain = joinPath('', target).replace(/\.d\.([cm]?)ts$/, '.$1js');
  const inner = /^(?:dist|build|out|lib|esm|cjs)\/(?:(?:esm|cjs|src|types)\/)?(.+)$/.exec(plain)?.[1];
  return inner === undefined ? [plain] : [plain, `src/${inner}`, inner, `lib/${inner}`];
}

/** Every file that `exports` (or `main`, `module`, `types`) names for a subpath, whatever the condition. */
function exportTargets(manifest: Manifest, subpath: string): readonly string[] {
  const targets: string[] = [];
  if (subpath === '.')
    for (const field of ['main', 'module', 'types', 'typings', 'source', 'browser'])
      pushTarget(manifest[field], '', targets);
  const { exports } = manifest as { exports?: unknown };
  const record = recordOf(exports);
  if (!Object.keys(record).some((key) => key.startsWith('.'))) {
    if (subpath === '.') pushTarget(exports, '', targets);
    return targets;
  }
  pushPatternTargets(record, subpath, targets);
  return targets;
}

function pushPatternTargets(
  record: Readonly<Record<string, unknown>>,
  subpath: string,
  into: string[],
): void {
  for (const [pattern, value] of Object.entries(record)) {
    const [head, tail] = pattern.split('*');
    if (pattern === subpath) pushTarget(value, '', into);
    else if (tail !== undefined && head !== undefined && subpath.startsWith(head) && subpath.endsWith(tail))
      pushTarget(value, subpath.slice(head.length, subpath.length - tail.length), into);
  }
}

function pushTarget(value: unknown, star: string, into: string[]): void {
  if (typeof value === 'string') into.push(value.replaceAll('*', star));
  else if (Array.isArray(value)) for (const each of value) pushTarget(each, star, into);
  else for (const each of Object.values(recordOf(value))) pushTarget(each, star, into);
}

function importsTargets(
  nearest: { readonly folder: string; readonly manifest: Manifest },
  specifier: string,
  known: ReadonlySet<string>,
): Resolution {
  const targets: string[] = [];
  pushPatternTargets(recordOf(nearest.manifest['imports']), specifier, targets);
  if (targets.length === 0) return 'unknown';
  return targets
    .flatMap((target) => (target.startsWith('.') ? builtFrom(target) : []))
    .map((target) => sourceAt(joinPath(nearest.folder, target), known))
    .filter((path) => path !== undefined);
}

function isExternal(
  paths: Paths,
  specifier: string,
  from: string,
  own: Manifest,
  manifests: Manifests,
): boolean {
  const name = packageNameOf(specifier);
  if (/^[a-z][a-z+.-]*:/.test(specifier) || builtinNames.has(name)) return true;
  const declared = [own, manifests.at('') ?? {}].some((manifest) => {
    const names = dependencyNames(manifest);
    return names.includes(name) || names.includes(`@types/${name.replace(/^@/, '').replace('/', '__')}`);
  });
  if (declared) return true;
  for (let folder = folderOf(from); ; folder = folderOf(folder)) {
    if (ts.sys.directoryExists(`${paths.absolute(folder)}/node_modules/${name}`)) return true;
    if (folder === '') return false;
  }
}

const builtinNames = new Set(
  (
    'assert async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns domain ' +
    'events fs http http2 https inspector module net os path perf_hooks process punycode querystring readline repl ' +
    'stream string_decoder sys timers tls trace_events tty url util v8 vm wasi worker_threads zlib'
  ).split(' '),
);

interface PathMapping {
  /** Relative to the root: where patterns start. */
  readonly folder: string;
  readonly baseUrl: string | undefined;
  readonly patterns: readonly (readonly [string, readonly string[]])[];
}

function readMapping(paths: Paths, folder: string): PathMapping | undefined {
  for (const name of ['tsconfig.json', 'jsconfig.json']) {
    const file = `${paths.absolute(folder)}/${name}`;
    if (!ts.sys.fileExists(file)) continue;
    const host: ts.ParseConfigFileHost = {
      ...ts.sys,
      readDirectory: () => [],
      onUnRecoverableConfigFileDiagnostic: () => undefined,
    };
    const options = ts.getParsedCommandLineOfConfigFile(file, {}, host)?.options ?? {};
    const { paths: patterns = {}, pathsBasePath } = options;
    const baseUrl = stringOf(recordOf(options)['baseUrl']);
    const start = baseUrl ?? stringOf(pathsBasePath);
    return {
      folder: start === undefined ? folder : (paths.relative(start) ?? folder),
      baseUrl: baseUrl === undefined ? undefined : paths.relative(baseUrl),
      patterns: Object.entries(patterns),
    };
  }
  return undefined;
}

function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function mappedTargets(
  mapping: PathMapping | undefined,
  specifier: string,
  known: ReadonlySet<string>,
): readonly string[] | undefined {
  if (!mapping) return undefined;
  for (const [pattern, targets] of mapping.patterns) {
    const [head = '', tail] = pattern.split('*');
    const matches =
      tail === undefined ? specifier === pattern : specifier.startsWith(head) && specifier.endsWith(tail);
    if (!matches) continue;
    const star = tail === undefined ? '' : specifier.slice(head.length, specifier.length - tail.length);
    const found = targets
      .map((target) => sourceAt(joinPath(mapping.folder, target.replace('*', star)), known))
      .filter((path) => path !== undefined);
    if (found.length > 0) return found;
  }
  const based =
    mapping.baseUrl === undefined ? undefined : sourceAt(joinPath(mapping.baseUrl, specifier), known);
  return based === undefined ? undefined : [based];
}
