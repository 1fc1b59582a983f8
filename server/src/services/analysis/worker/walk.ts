import { ts } from '../typescript.ts';
import { isIgnored, parseIgnore, type IgnoreRules } from './ignore.ts';
import { baseOf, isSourcePath, joinPath, type Paths } from './paths.ts';

/** Folders that hold nothing a person wrote, whatever `.gitignore` says. */
const skippedFolders = new Set(['node_modules', 'bower_components', 'dist', 'build', 'out', 'coverage']);

/** A step of a walk: the source files of one folder. Stop asking and the walk stops. */
export interface FolderFiles {
  readonly folder: string;
  readonly files: readonly string[];
}

/**
 * Walks the source files below a folder (relative to the root), folder by folder, so that the caller may pause between
 * two. Links are not followed: what they lead to is found where it is, or is not of this workspace.
 */
export function* walkSources(paths: Paths, folder: string): Generator<FolderFiles> {
  const chain = ignoreChain(paths, folder);
  yield* walk(paths, folder, chain);
}

function* walk(paths: Paths, folder: string, chain: readonly IgnoreRules[]): Generator<FolderFiles> {
  const absolute = paths.absolute(folder);
  const entries = entriesOf(absolute);
  const files = entries.files
    .map((name) => joinPath(folder, name))
    .filter((path) => isSourcePath(path) && !isIgnored(chain, path, 'file'));
  yield { folder, files };
  for (const name of entries.folders) {
    if (isSkippedFolder(name)) continue;
    const path = joinPath(folder, name);
    if (isIgnored(chain, path, 'folder') || isLink(absolute, name)) continue;
    const own = readIgnore(paths, path);
    yield* walk(paths, path, own ? [...chain, own] : chain);
  }
}

/** True for a folder whose content is tools' output or version control's own. */
function isSkippedFolder(name: string): boolean {
  return skippedFolders.has(name) || name.startsWith('.');
}

function ignoreChain(paths: Paths, folder: string): readonly IgnoreRules[] {
  const folders = [''];
  const parts = folder === '' ? [] : folder.split('/');
  parts.forEach((_part, index) => folders.push(parts.slice(0, index + 1).join('/')));
  return folders.map((each) => readIgnore(paths, each)).filter((rules) => rules !== undefined);
}

function readIgnore(paths: Paths, folder: string): IgnoreRules | undefined {
  const file = `${paths.absolute(folder)}/.gitignore`;
  const text = ts.sys.fileExists(file) ? ts.sys.readFile(file) : undefined;
  return text === undefined ? undefined : parseIgnore(folder, text);
}

function entriesOf(absolute: string): {
  readonly files: readonly string[];
  readonly folders: readonly string[];
} {
  const files = ts.sys.readDirectory(absolute, undefined, [], ['*'], 1).map(baseOf);
  return { files: files.sort(), folders: [...ts.sys.getDirectories(absolute)].sort() };
}

function isLink(parent: string, name: string): boolean {
  const real = ts.sys.realpath?.(`${parent}/${name}`).replaceAll('\\', '/');
  const expected = `${ts.sys.realpath?.(parent).replaceAll('\\', '/') ?? parent}/${name}`;
  return real !== undefined && real !== expected;
}
