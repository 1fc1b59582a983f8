import { basename, dirname, join, relative, sep } from 'node:path';
import { isRefusal, refused, type Refusal } from '../../base/index.ts';
import type { DiskPort, DiskStat } from '../../core/ports/index.ts';
import { whyProtected } from './protected.ts';

/** Where a file of a change really lies. */
export interface Place {
  /** As the change names it. */
  readonly path: string;
  /** Absolute, its folder with all links resolved. */
  readonly target: string;
  readonly stat: DiskStat | undefined;
  /** Folders on the way that do not exist yet, relative to the root, shallow first. */
  readonly missingFolders: readonly string[];
}

/**
 * Finds the real place of `path` below `realRoot`. Refused when the path leaves the root (by `..`, by an absolute path or
 * through a link), is protected, is not a regular file, or is spelled in another case than on disk.
 */
export async function findPlace(path: string, realRoot: string, disk: DiskPort): Promise<Place | Refusal> {
  const parts = path.split('/');
  if (!isPlainPath(path, parts))
    return refused(`Grace cannot write ${path}: it is not a plain path below the workspace folder.`);
  const protection = whyProtected(path);
  if (protection !== undefined) return refused(`Grace does not write ${path}: ${protection}.`);

  const deepest = await deepestFolder(path, parts.slice(0, -1), realRoot, disk);
  if (isRefusal(deepest)) return deepest;
  const { folder, existing } = deepest;
  const missing = parts.slice(existing, -1);
  const target = join(folder, ...missing, parts.at(-1) ?? '');
  const realPath = relative(realRoot, target).split(sep).join('/');
  const realProtection = realPath === path ? undefined : whyProtected(realPath);
  if (realProtection !== undefined)
    return refused(`Grace does not write ${path}: it really is ${realPath}, and ${realProtection}.`);

  if (missing.length > 0) {
    const start = parts.slice(0, existing);
    const missingFolders = missing.map((_, index) => [...start, ...missing.slice(0, index + 1)].join('/'));
    return { path, target, stat: undefined, missingFolders };
  }
  const stat = await disk.stat(target);
  const wrong = stat && (await whyUnwritable(path, target, stat, disk));
  return wrong ?? { path, target, stat, missingFolders: [] };
}

/** True when `path` is `root` or lies below it; both real and absolute. */
export function isWithin(path: string, root: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}

function isPlainPath(path: string, parts: readonly string[]): boolean {
  if (path.includes('\0') || path.includes('\\') || /^[A-Za-z]:/.test(path)) return false;
  if (sep === '\\' && path.includes(':')) return false;
  return parts.every((part) => part !== '' && part !== '.' && part !== '..');
}

/** The real path of the deepest folder on the way that exists, and how many parts it took. */
async function deepestFolder(
  path: string,
  parts: readonly string[],
  realRoot: string,
  disk: DiskPort,
): Promise<{ folder: string; existing: number } | Refusal> {
  let folder = realRoot;
  for (const [index, part] of parts.entries()) {
    const next = join(folder, part);
    const stat = await disk.stat(next);
    if (!stat) return { folder, existing: index };
    const real = stat.kind === 'link' ? await disk.realPath(next) : next;
    if (real === undefined || !isWithin(real, realRoot))
      return refused(
        `Grace does not write ${path}: a link on its way leads outside the workspace folder ${realRoot}. Open the folder it really lies in.`,
      );
    const kind = stat.kind === 'link' ? (await disk.stat(real))?.kind : stat.kind;
    if (kind !== 'folder')
      return refused(
        `Grace cannot write ${path}: ${parts.slice(0, index + 1).join('/')} is a file, not a folder.`,
      );
    folder = real;
  }
  return { folder, existing: parts.length };
}

async function whyUnwritable(
  path: string,
  target: string,
  stat: DiskStat,
  disk: DiskPort,
): Promise<Refusal | undefined> {
  if (stat.kind === 'link')
    return refused(
      `Grace does not write ${path}: it is a symbolic link. Run the refactor on the file it points to.`,
    );
  if (stat.kind !== 'file') return refused(`Grace does not write ${path}: it is not a regular file.`);
  const name = basename(target);
  const entries = await disk.list(dirname(target));
  if (entries.some((entry) => entry.name === name)) return undefined;
  const fold = (text: string) => text.normalize('NFC').toLowerCase();
  const other = entries.find((entry) => fold(entry.name) === fold(name));
  if (!other) return undefined;
  return refused(
    `Grace does not write ${path}: this file system takes it for ${other.name}, which differs only in case. Use that spelling.`,
  );
}
