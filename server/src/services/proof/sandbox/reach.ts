import { dirname, join, relative, resolve, sep } from 'node:path';
import type { DiskPort } from '../../../core/ports/index.ts';
import { isWithin } from './ownership.ts';
import { forEachParallel } from './parallel.ts';
import { installFolder } from './survey.ts';

/**
 * External packages that depend, directly or through others, on a package of the workspace. Behind a link they would
 * resolve it back into the user's tree, so they have to be copied. Absolute folders in the user's tree.
 */
export async function packagesThatReachBack(
  root: string,
  installs: readonly string[],
  disk: DiskPort,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const found: Found = { locals: new Set(), packages: new Map() };
  await forEachParallel(installs, signal, (install) => lookAround(join(root, install), root, found, disk));
  if (found.locals.size === 0) return new Set();
  await forEachParallel([...found.packages.keys()], signal, async (folder) => {
    found.packages.set(folder, await dependencyNames(folder, disk));
  });
  return reachingBack(found, root);
}

interface Found {
  /** Entries of `node_modules` that are links to packages of the workspace. */
  readonly locals: Set<string>;
  /** Real folders of `node_modules` → names they depend on. */
  readonly packages: Map<string, readonly string[]>;
}

async function lookAround(modules: string, root: string, found: Found, disk: DiskPort): Promise<void> {
  if ((await disk.stat(modules))?.kind !== 'folder') return;
  for (const entry of await disk.list(modules)) {
    const path = join(modules, entry.name);
    if (entry.name.startsWith('@') && entry.kind === 'folder') {
      for (const scoped of await disk.list(path)) await note(join(path, scoped.name), scoped.kind);
    } else if (!entry.name.startsWith('.')) {
      await note(path, entry.kind);
    }
  }

  async function note(path: string, kind: string): Promise<void> {
    if (kind === 'folder') {
      found.packages.set(path, []);
      await lookAround(join(path, installFolder), root, found, disk);
    } else if (kind === 'link') {
      const real = await disk.realPath(path);
      if (real !== undefined && isWithin(real, root) && !isInstalled(relative(root, real)))
        found.locals.add(path);
    }
  }
}

function isInstalled(path: string): boolean {
  return path.split(sep).includes(installFolder);
}

async function dependencyNames(folder: string, disk: DiskPort): Promise<readonly string[]> {
  const content = await disk.read(join(folder, 'package.json'));
  if (!content) return [];
  try {
    const manifest = JSON.parse(content.toString('utf8')) as unknown;
    if (typeof manifest !== 'object' || manifest === null) return [];
    return Object.entries(manifest as Readonly<Record<string, unknown>>)
      .filter(([member]) => dependencyMembers.has(member))
      .flatMap(([, value]) => (typeof value === 'object' && value !== null ? Object.keys(value) : []));
  } catch {
    // A broken manifest declares nothing; Node would not resolve through it either.
    return [];
  }
}

const dependencyMembers = new Set(['dependencies', 'optionalDependencies', 'peerDependencies']);

function reachingBack({ locals, packages }: Found, root: string): ReadonlySet<string> {
  const dependents = new Map<string, string[]>();
  for (const [folder, names] of packages) {
    for (const name of names) {
      const target = resolveName(name, folder);
      if (target === undefined) continue;
      const list = dependents.get(target);
      if (list) list.push(folder);
      else dependents.set(target, [folder]);
    }
  }
  const reaching = new Set<string>();
  const queue = [...locals];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const folder of [...(dependents.get(next) ?? []), ...hosts(next)]) {
      if (reaching.has(folder)) continue;
      reaching.add(folder);
      queue.push(folder);
    }
  }
  return reaching;

  /** Where Node finds `name` from a package: the nearest `node_modules` upward that has it. */
  function resolveName(name: string, from: string): string | undefined {
    for (let folder = from; isWithin(folder, root); folder = dirname(folder)) {
      const candidate = resolve(folder, installFolder, name);
      if (packages.has(candidate) || locals.has(candidate)) return candidate;
      if (folder === root) break;
    }
    return undefined;
  }

  /** A package below another package's `node_modules` is only private when that one is. */
  function hosts(path: string): readonly string[] {
    const found: string[] = [];
    for (let folder = dirname(path); isWithin(folder, root) && folder !== root; folder = dirname(folder)) {
      if (packages.has(folder)) found.push(folder);
    }
    return found;
  }
}
