import { dirname, join, resolve } from 'node:path';
import type { DiskPort } from '../../../core/ports/index.ts';
import { isWithin } from './ownership.ts';
import { forEachParallel } from './parallel.ts';
import { installFolder } from './survey.ts';

/** Folders of `node_modules` in which pnpm, bun and yarn's pnpm linker keep what the other entries link to. */
export const storeNames: ReadonlySet<string> = new Set(['.pnpm', '.bun', '.store']);

/**
 * Entries of a store (`<name>@<version>…`) whose package depends, directly or through other entries, on a package of
 * the workspace: here every dependency is a link, so that links alone tell. Also entries that *are* a copy of one.
 */
export async function storeEntriesThatReachBack(
  store: string,
  root: string,
  disk: DiskPort,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  if (await lockSaysNone(store, disk)) return new Set();
  const dependents = new Map<string, string[]>();
  const reaching = new Set<string>();
  const ids = (await disk.list(store)).filter(
    (entry) => entry.kind === 'folder' && entry.name !== installFolder,
  );
  await forEachParallel(ids, signal, async ({ name: id }) => {
    if (isInjected(id)) reaching.add(id);
    for (const target of await linkTargets(join(store, id, installFolder), disk)) {
      const other = storeEntryOf(target, store);
      if (other !== undefined) dependents.set(other, [...(dependents.get(other) ?? []), id]);
      else if (isWithin(target, root)) reaching.add(id);
    }
  });
  const queue = [...reaching];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const id of dependents.get(next) ?? []) {
      if (reaching.has(id)) continue;
      reaching.add(id);
      queue.push(id);
    }
  }
  return reaching;
}

/** pnpm's name for a dependency on a folder that it copied ("injected") instead of linking it. */
export function isInjected(id: string): boolean {
  return /@file[+:]/.test(id);
}

/** pnpm's own lockfile of the store names every link; reading it spares some ten thousand `readlink`s. */
async function lockSaysNone(store: string, disk: DiskPort): Promise<boolean> {
  const text = (await disk.read(join(store, 'lock.yaml')))?.toString('utf8');
  if (text === undefined) return false;
  const start = Math.max(text.indexOf('\nsnapshots:'), text.indexOf('\npackages:'));
  return start >= 0 && !/\b(?:link|file):/.test(text.slice(start));
}

async function linkTargets(modules: string, disk: DiskPort): Promise<readonly string[]> {
  if ((await disk.stat(modules))?.kind !== 'folder') return [];
  const targets: string[] = [];
  for (const entry of await disk.list(modules)) {
    const path = join(modules, entry.name);
    if (entry.kind === 'link') targets.push(resolve(modules, await disk.readLink(path)));
    if (entry.kind !== 'folder' || !entry.name.startsWith('@')) continue;
    for (const scoped of await disk.list(path)) {
      if (scoped.kind === 'link') targets.push(resolve(path, await disk.readLink(join(path, scoped.name))));
    }
  }
  return targets;
}

function storeEntryOf(target: string, store: string): string | undefined {
  if (!isWithin(target, store)) return undefined;
  for (let path = target; path !== store; path = dirname(path)) {
    if (dirname(path) === store) return path.slice(store.length + 1);
  }
  return undefined;
}
