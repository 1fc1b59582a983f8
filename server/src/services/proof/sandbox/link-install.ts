import { dirname, join } from 'node:path';
import { throwIfCancelled } from '../../../base/index.ts';
import type { DiskEntry, DiskPort } from '../../../core/ports/index.ts';
import { forEachParallel } from './parallel.ts';
import { relinkedTarget, type TreePair } from './relink.ts';
import { storeEntriesThatReachBack, storeNames } from './store.ts';
import { installFolder } from './survey.ts';

export interface LinkRequest {
  readonly pair: TreePair;
  /** Absolute `node_modules` in the user's tree, and where it goes in the copy. */
  readonly source: string;
  readonly target: string;
  /** External packages (absolute, in the user's tree) that must be copied: see `reach.ts`. */
  readonly reaching: ReadonlySet<string>;
}

/**
 * Builds one `node_modules` of the copy: a real folder with one link per package. What links inside the workspace links
 * inside the copy; folders whose name begins with a dot are private; packages that reach back are copied.
 */
export async function linkInstall(request: LinkRequest, disk: DiskPort, signal: AbortSignal): Promise<void> {
  const { source, target } = request;
  await disk.makeFolder(target);
  const entries = await disk.list(source);
  await forEachParallel(entries, signal, async (entry) => {
    const from = join(source, entry.name);
    const to = join(target, entry.name);
    if (entry.name.startsWith('.')) await privateEntry(request, entry, from, to, disk, signal);
    else if (entry.name.startsWith('@') && entry.kind === 'folder') {
      await disk.makeFolder(to);
      for (const scoped of await disk.list(from)) {
        await packageEntry(
          request,
          scoped.kind,
          join(from, scoped.name),
          join(to, scoped.name),
          disk,
          signal,
        );
      }
    } else await packageEntry(request, entry.kind, from, to, disk, signal);
  });
}

/** Caches of tools: each copy warms its own. */
export const cacheNames: ReadonlySet<string> = new Set([
  '.cache',
  '.vite',
  '.vite-temp',
  '.vitest',
  '.turbo',
  '.swc',
  '.tmp',
  '.nitro',
  '.astro',
]);

async function privateEntry(
  request: LinkRequest,
  entry: DiskEntry,
  from: string,
  to: string,
  disk: DiskPort,
  signal: AbortSignal,
): Promise<void> {
  if (entry.kind === 'link') await copyLink(request.pair, from, to, disk);
  else if (entry.kind === 'file') await copyRecord(request.pair, from, to, disk);
  else if (entry.kind !== 'folder') return;
  else if (cacheNames.has(entry.name)) await disk.makeFolder(to);
  else if (entry.name === '.bin') await linkBins(request.pair, from, to, disk);
  else if (storeNames.has(entry.name)) await linkStore(request, from, to, disk, signal);
  else await copyTree(request.pair, from, to, disk, signal);
}

async function packageEntry(
  request: LinkRequest,
  kind: DiskEntry['kind'],
  from: string,
  to: string,
  disk: DiskPort,
  signal: AbortSignal,
): Promise<void> {
  if (kind === 'link') await copyLink(request.pair, from, to, disk);
  else if (kind === 'file') await disk.copy(from, to);
  else if (kind === 'folder' && request.reaching.has(from))
    await copyPackage(request, from, to, disk, signal);
  else if (kind === 'folder') await disk.link(from, to);
}

/** A package of its own in the copy; what is installed below it is linked by the same rules. */
async function copyPackage(
  request: LinkRequest,
  from: string,
  to: string,
  disk: DiskPort,
  signal: AbortSignal,
): Promise<void> {
  await copyTree(request.pair, from, to, disk, signal, [installFolder]);
  const source = join(from, installFolder);
  if ((await disk.stat(source))?.kind !== 'folder') return;
  await linkInstall({ ...request, source, target: join(to, installFolder) }, disk, signal);
}

async function linkStore(
  request: LinkRequest,
  from: string,
  to: string,
  disk: DiskPort,
  signal: AbortSignal,
): Promise<void> {
  const reaching = await storeEntriesThatReachBack(from, request.pair.root, disk, signal);
  await disk.makeFolder(to);
  await forEachParallel(await disk.list(from), signal, async (entry) => {
    const source = join(from, entry.name);
    const target = join(to, entry.name);
    if (entry.kind === 'link') await copyLink(request.pair, source, target, disk);
    else if (entry.kind === 'file') await disk.copy(source, target);
    else if (entry.kind !== 'folder') return;
    else if (entry.name === installFolder) await linkInstall({ ...request, source, target }, disk, signal);
    else if (!reaching.has(entry.name)) await disk.link(source, target);
    else await copyTree(request.pair, source, target, disk, signal);
  });
}

/** Links stay relative as they were; starter scripts (pnpm, Windows) name the copy. */
async function linkBins(pair: TreePair, from: string, to: string, disk: DiskPort): Promise<void> {
  await disk.makeFolder(to);
  for (const entry of await disk.list(from)) {
    const source = join(from, entry.name);
    const target = join(to, entry.name);
    if (entry.kind === 'link') await copyLink(pair, source, target, disk);
    if (entry.kind === 'file') await copyRecord(pair, source, target, disk);
  }
}

/** Text that a package manager writes is small. */
const recordBytesMax = 4 * 1024 * 1024;

/** Copies a file that a package manager wrote; where it names the user's tree, the copy of it names the copy. */
export async function copyRecord(pair: TreePair, from: string, to: string, disk: DiskPort): Promise<void> {
  const stat = await disk.stat(from);
  const content = stat && stat.sizeBytes <= recordBytesMax ? await disk.read(from) : undefined;
  const text = content?.toString('utf8');
  if (stat && text?.includes(pair.root) === true) {
    await disk.remove(to);
    await disk.write(to, Buffer.from(text.replaceAll(pair.root, pair.copy)), stat.mode);
  } else await disk.copy(from, to);
}

async function copyLink(pair: TreePair, from: string, to: string, disk: DiskPort): Promise<void> {
  await disk.link(await relinkedTarget(pair, from, await disk.readLink(from), disk), to);
}

/** Copies a folder of an install as it is; links in it are led into the copy. `without` names folders at its top. */
export async function copyTree(
  pair: TreePair,
  from: string,
  to: string,
  disk: DiskPort,
  signal: AbortSignal,
  without: readonly string[] = [],
): Promise<void> {
  let level: readonly (readonly [string, string])[] = [[from, to]];
  await disk.makeFolder(dirname(to));
  while (level.length > 0) {
    throwIfCancelled(signal);
    const next: (readonly [string, string])[] = [];
    await forEachParallel(level, signal, async ([source, target]) => {
      await disk.makeFolder(target);
      for (const entry of await disk.list(source)) {
        const inner = join(source, entry.name);
        const place = join(target, entry.name);
        if (source === from && without.includes(entry.name)) continue;
        if (entry.kind === 'folder') next.push([inner, place]);
        else if (entry.kind === 'link') await copyLink(pair, inner, place, disk);
        else if (entry.kind === 'file') await disk.copy(inner, place);
      }
    });
    level = next;
  }
}
