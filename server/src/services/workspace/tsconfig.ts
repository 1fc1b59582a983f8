import { dirname, join, posix } from 'node:path';
import picomatch from 'picomatch';
import type { DiskPort } from '../../core/ports/index.ts';
import { parseJsonc } from './jsonc.ts';
import { record, strings, text } from './manifest.ts';

/** What Grace reads of a tsconfig without TypeScript: whether it has sources of its own, and to whom it refers. */
export interface TsConfig {
  /** Relative to the root. */
  readonly path: string;
  /** Relative to the root, as configs (a folder means its `tsconfig.json`). */
  readonly references: readonly string[];
  /** It only refers to others (`"files": []` and no `include`). */
  readonly isSolution: boolean;
  readonly checksJavaScript: boolean;
  readonly allowsJavaScript: boolean;
  /** Whether a file (relative to the root) is among its sources, by `files` and `include` alone. */
  mayCover(file: string): boolean;
}

const extendsDepthMax = 8;

export async function readTsConfig(
  root: string,
  path: string,
  disk: DiskPort,
): Promise<TsConfig | undefined> {
  const raw = await readRaw(root, path, disk, 0);
  if (!raw) return undefined;
  const { own, merged } = raw;
  const references = (Array.isArray(own['references']) ? own['references'] : [])
    .map((reference) => text(record(reference)['path']))
    .filter((reference) => reference !== undefined)
    .map((reference) => configPath(posix.join(posix.dirname(path), reference)));
  const files = merged.files;
  const include = merged.include ?? (files ? [] : ['**/*']);
  return {
    path,
    references,
    isSolution: references.length > 0 && files?.length === 0 && include.length === 0,
    checksJavaScript: merged.checkJs,
    allowsJavaScript: merged.allowJs ?? merged.checkJs,
    mayCover: (file) =>
      (files ?? []).includes(file) || include.some((pattern) => covers(pattern, path, file)),
  };
}

function configPath(path: string): string {
  return path.endsWith('.json') ? path : posix.join(path, 'tsconfig.json');
}

function covers(pattern: string, config: string, file: string): boolean {
  const folder = posix.dirname(config);
  const inside = folder === '.' ? file : posix.relative(folder, file);
  if (inside.startsWith('../'))
    return pattern.startsWith('../') && picomatch.isMatch(inside, `${pattern}/**`);
  const plain = pattern.replace(/^\.\//, '').replace(/\/+$/, '');
  if (plain === '' || plain === '.') return true;
  return picomatch.isMatch(inside, [plain, `${plain}/**`], { dot: false });
}

interface Merged {
  readonly files: readonly string[] | undefined;
  readonly include: readonly string[] | undefined;
  readonly checkJs: boolean;
  readonly allowJs: boolean | undefined;
}

async function readRaw(
  root: string,
  path: string,
  disk: DiskPort,
  depth: number,
): Promise<{ readonly own: Readonly<Record<string, unknown>>; readonly merged: Merged } | undefined> {
  const content = await disk.read(join(root, path));
  if (!content || depth > extendsDepthMax) return undefined;
  const own = record(parseJsonc(content.toString('utf8')));
  let merged: Merged = { files: undefined, include: undefined, checkJs: false, allowJs: undefined };
  for (const base of typeof own['extends'] === 'string' ? [own['extends']] : strings(own['extends'])) {
    const inherited = await readBase(root, path, base, disk, depth);
    if (inherited) merged = overlay(merged, inherited);
  }
  const options = record(own['compilerOptions']);
  const folder = posix.dirname(path);
  return {
    own,
    merged: {
      files: Array.isArray(own['files'])
        ? strings(own['files']).map((file) => posix.join(folder, file))
        : merged.files,
      include: Array.isArray(own['include']) ? strings(own['include']) : merged.include,
      checkJs: typeof options['checkJs'] === 'boolean' ? options['checkJs'] : merged.checkJs,
      allowJs: typeof options['allowJs'] === 'boolean' ? options['allowJs'] : merged.allowJs,
    },
  };
}

/** Bases in packages hold options only, as a rule; those of the workspace are followed. */
async function readBase(
  root: string,
  path: string,
  base: string,
  disk: DiskPort,
  depth: number,
): Promise<Merged | undefined> {
  if (!base.startsWith('.')) return undefined;
  const target = posix.join(posix.dirname(path), base);
  for (const candidate of [target, `${target}.json`, `${target}/tsconfig.json`]) {
    const stat = await disk.stat(join(root, dirname(candidate), posix.basename(candidate)));
    if (stat?.kind === 'file') return (await readRaw(root, candidate, disk, depth + 1))?.merged;
  }
  return undefined;
}

function overlay(below: Merged, above: Merged): Merged {
  return {
    files: above.files ?? below.files,
    include: above.include ?? below.include,
    checkJs: above.checkJs || below.checkJs,
    allowJs: above.allowJs ?? below.allowJs,
  };
}
