import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { DiskPort } from '../../core/ports/index.ts';

/** Tells what is inside a workspace by where it really lies. */
export interface WorkspaceBoundary {
  /** Whether a path, absolute or relative to the root, existing or not, lies in the workspace with every link resolved. */
  contains(path: string): Promise<boolean>;
  /** The path relative to the root with `/` (`''` for the root), as it really lies; `undefined` when it is outside. */
  locate(path: string): Promise<string | undefined>;
}

/** `root` is an existing folder; links in it are resolved. */
export function workspaceBoundary(root: string, disk: DiskPort): WorkspaceBoundary {
  async function locate(path: string): Promise<string | undefined> {
    const realRoot = await disk.realPath(root);
    if (realRoot === undefined || path.includes('\0')) return undefined;
    const real = await realPlace(resolve(realRoot, path), disk);
    if (real === undefined) return undefined;
    const inside = relative(realRoot, real);
    if (isInside(inside)) return inside.split(sep).join('/');
    return sameInOtherCase(realRoot, real, disk);
  }
  return { locate, contains: async (path) => (await locate(path)) !== undefined };
}

const ancestorsMax = 256;

/** The real path of the nearest existing ancestor with the rest behind it. A dangling link leads nowhere we know. */
async function realPlace(path: string, disk: DiskPort): Promise<string | undefined> {
  let missing = '';
  let current = path;
  for (let step = 0; step < ancestorsMax; step += 1) {
    const real = await disk.realPath(current);
    if (real !== undefined) return join(real, missing);
    if ((await disk.stat(current)) !== undefined) return undefined;
    missing = join(basename(current), missing);
    if (dirname(current) === current) return undefined;
    current = dirname(current);
  }
  return undefined;
}

function isInside(relativePath: string): boolean {
  return relativePath !== '..' && !relativePath.startsWith(`..${sep}`) && !isAbsolute(relativePath);
}

/** On a file system that ignores case the same folder may be spelt in two ways: its inode decides. */
async function sameInOtherCase(root: string, real: string, disk: DiskPort): Promise<string | undefined> {
  const inside = relative(root.toLowerCase(), real.toLowerCase());
  if (!isInside(inside)) return undefined;
  const prefix = real.slice(0, root.length);
  const [one, other] = await Promise.all([disk.stat(root), disk.stat(prefix)]);
  if (!one || one.inode !== other?.inode) return undefined;
  return real
    .slice(root.length)
    .split(sep)
    .filter((part) => part !== '')
    .join('/');
}
