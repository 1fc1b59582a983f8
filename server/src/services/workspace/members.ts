import { join } from 'node:path';
import picomatch from 'picomatch';
import { parse as parseYaml } from 'yaml';
import { throwIfCancelled } from '../../base/index.ts';
import type { DiskPort } from '../../core/ports/index.ts';
import { record, strings, type Manifest } from './manifest.ts';

/** Folders looked into for one workspace; a pattern such as `**` stops there. */
const foldersMax = 5_000;
const depthMax = 8;
const skippedFolders = new Set(['node_modules', 'bower_components', 'dist', 'build', 'out', 'coverage']);

/** The workspace patterns of a folder, whichever manager they are written for; `undefined` when it is no workspaces root. */
export async function workspacePatterns(
  folder: string,
  manifest: Manifest | undefined,
  disk: DiskPort,
): Promise<readonly string[] | undefined> {
  const yaml = await disk.read(join(folder, 'pnpm-workspace.yaml'));
  if (yaml) {
    const packages = strings(record(readYaml(yaml.toString('utf8')))['packages']);
    if (packages.length > 0) return packages;
  }
  return manifest?.workspaces;
}

/** Whether a package folder (relative to the workspaces root, with `/`) is named by the patterns. */
export function isMember(folder: string, patterns: readonly string[]): boolean {
  const [positive, negative] = partition(patterns);
  return matchesAny(folder, positive) && !matchesAny(folder, negative);
}

/** Folders with a manifest that the patterns name, relative to the root, sorted. Only what a pattern may match is listed. */
export async function memberFolders(
  root: string,
  patterns: readonly string[],
  disk: DiskPort,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const [positive, negative] = partition(patterns);
  const found = new Set<string>();
  const budget = { folders: foldersMax };
  for (const pattern of positive) {
    const segments = pattern.split('/').filter((segment) => segment !== '');
    for (const folder of await expand(root, '', segments, 0)) found.add(folder);
  }
  const members = [...found].filter((folder) => folder !== '' && !matchesAny(folder, negative)).sort();
  const present = await Promise.all(
    members.map(async (folder) => (await disk.stat(join(root, folder, 'package.json')))?.kind === 'file'),
  );
  return members.filter((_folder, index) => present[index]);

  async function expand(
    base: string,
    folder: string,
    segments: readonly string[],
    depth: number,
  ): Promise<string[]> {
    throwIfCancelled(signal);
    const [segment, ...rest] = segments;
    if (segment === undefined) return [folder];
    if (depth > depthMax) return [];
    const isGlobstar = segment === '**';
    if (!isGlobstar && !picomatch.scan(segment).isGlob) {
      return expand(base, joined(folder, segment), rest, depth + 1);
    }
    const results: string[] = isGlobstar ? await expand(base, folder, rest, depth) : [];
    const matches = isGlobstar ? () => true : picomatch(segment);
    for (const name of await subfolders(join(base, folder))) {
      if (!matches(name)) continue;
      const next = isGlobstar ? segments : rest;
      results.push(...(await expand(base, joined(folder, name), next, depth + 1)));
    }
    return results;
  }

  async function subfolders(folder: string): Promise<readonly string[]> {
    budget.folders -= 1;
    if (budget.folders < 0) return [];
    if ((await disk.stat(folder))?.kind !== 'folder') return [];
    const entries = await disk.list(folder);
    return entries
      .filter(
        (entry) => entry.kind === 'folder' && !entry.name.startsWith('.') && !skippedFolders.has(entry.name),
      )
      .map((entry) => entry.name);
  }
}

function readYaml(source: string): unknown {
  try {
    return parseYaml(source) as unknown;
  } catch {
    // A broken file names no members; pnpm itself will say what is wrong with it.
    return undefined;
  }
}

function partition(patterns: readonly string[]): readonly [readonly string[], readonly string[]] {
  const plain = patterns.map((pattern) => pattern.replace(/^(!?)\.?\//, '$1').replace(/\/+$/, ''));
  return [
    plain.filter((pattern) => !pattern.startsWith('!')),
    plain.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1)),
  ];
}

function matchesAny(folder: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => picomatch.isMatch(folder, pattern));
}

function joined(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
