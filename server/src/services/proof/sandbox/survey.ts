import { join } from 'node:path';
import { codeOf } from '../../../base/index.ts';
import type { DiskPort, DiskStat } from '../../../core/ports/index.ts';
import { forEachParallel } from './parallel.ts';

/** One entry of a surveyed tree; paths are relative to its base, with `/`. */
export type SurveyedEntry =
  | { readonly kind: 'file'; readonly stat: DiskStat }
  | { readonly kind: 'folder'; readonly mode: number }
  | { readonly kind: 'link'; readonly target: string };

export interface Survey {
  /** Parents before their children. */
  readonly entries: Map<string, SurveyedEntry>;
  /** `node_modules` folders that were not entered because they are installs. */
  readonly installs: readonly string[];
  /** Folders that may not be read. */
  readonly unreadable: readonly string[];
  /** More entries than `entriesMax`: the survey is incomplete. */
  readonly overflow: boolean;
}

export interface SurveyRequest {
  /** Absolute. */
  readonly base: string;
  /** Relative files or folders to look at; `['']` for everything. */
  readonly starts: readonly string[];
  readonly entriesMax: number;
  /** Whether a `node_modules` at this relative path is an install, to be linked and not walked. */
  isInstall(path: string): Promise<boolean> | boolean;
}

export const installFolder = 'node_modules';
const gitFolder = '.git';

/** Looks at names, kinds and stamps of a tree, following no link, leaving out git's own and installs. */
export async function survey(request: SurveyRequest, disk: DiskPort, signal: AbortSignal): Promise<Survey> {
  const entries = new Map<string, SurveyedEntry>();
  const installs: string[] = [];
  const unreadable: string[] = [];
  let level = request.starts;
  const isFull = () => entries.size > request.entriesMax;
  while (level.length > 0 && !isFull()) {
    const next: string[] = [];
    await forEachParallel(level, signal, async (path) => {
      if (!isFull()) await visit(path, next);
    });
    level = next;
  }
  return { entries, installs: installs.sort(), unreadable, overflow: isFull() };

  async function visit(path: string, next: string[]): Promise<void> {
    const name = nameOf(path);
    if (name === gitFolder) return;
    const absolute = join(request.base, path);
    const stat = await disk.stat(absolute);
    if (!stat) return;
    if (name === installFolder && stat.kind !== 'file' && (await request.isInstall(path))) {
      installs.push(path);
      return;
    }
    if (stat.kind === 'file') entries.set(path, { kind: 'file', stat });
    if (stat.kind === 'link') entries.set(path, { kind: 'link', target: await disk.readLink(absolute) });
    if (stat.kind !== 'folder') return;
    if (path !== '') entries.set(path, { kind: 'folder', mode: stat.mode });
    for (const name of await namesIn(path, absolute)) next.push(path === '' ? name : `${path}/${name}`);
  }

  async function namesIn(path: string, absolute: string): Promise<readonly string[]> {
    try {
      return (await disk.list(absolute)).map((entry) => entry.name);
    } catch (thrown) {
      const code = codeOf(thrown);
      if (code === 'EACCES' || code === 'EPERM') unreadable.push(path);
      // A folder may also vanish after it was seen.
      else if (code !== 'ENOENT' && code !== 'ENOTDIR') throw thrown;
      return [];
    }
  }
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function parentOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}
