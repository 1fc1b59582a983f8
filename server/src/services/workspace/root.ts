import { dirname, join, relative, sep } from 'node:path';
import { throwIfCancelled } from '../../base/index.ts';
import type { DiskPort } from '../../core/ports/index.ts';
import { readManifest } from './manifest.ts';
import { isMember, workspacePatterns } from './members.ts';

/** Folders looked at on the way up. */
const ancestorsMax = 24;

/**
 * The workspaces root of a real folder: the outermost folder whose manifest names the package around it as a member,
 * else that package's folder, else the folder itself. Nothing above the repository (`.git`) is looked at.
 */
export async function findRoot(folder: string, disk: DiskPort, signal: AbortSignal): Promise<string> {
  const ancestors = await foldersUpward(folder, disk, signal);
  const own = await nearestPackage(ancestors, disk);
  if (own === undefined) return folder;
  let root = own;
  for (const ancestor of ancestors.slice(ancestors.indexOf(own) + 1)) {
    throwIfCancelled(signal);
    const patterns = await workspacePatterns(ancestor, await readManifest(ancestor, disk), disk);
    if (patterns && isMember(relative(ancestor, own).split(sep).join('/'), patterns)) root = ancestor;
  }
  return root;
}

async function foldersUpward(
  folder: string,
  disk: DiskPort,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const folders: string[] = [];
  for (let current = folder; folders.length < ancestorsMax; current = dirname(current)) {
    throwIfCancelled(signal);
    folders.push(current);
    if ((await disk.stat(join(current, '.git'))) || dirname(current) === current) break;
  }
  return folders;
}

async function nearestPackage(ancestors: readonly string[], disk: DiskPort): Promise<string | undefined> {
  for (const ancestor of ancestors) {
    if ((await disk.stat(join(ancestor, 'package.json')))?.kind === 'file') return ancestor;
  }
  return undefined;
}
