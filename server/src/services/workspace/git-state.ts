import { dirname, join, resolve } from 'node:path';
import type { DiskPort } from '../../core/ports/index.ts';

export interface GitState {
  readonly git: boolean;
  /** A merge, rebase, cherry-pick, revert or bisect waits for the person. */
  readonly midMerge: boolean;
}

const foldersUpMax = 40;
const signs = ['MERGE_HEAD', 'CHERRY_PICK_HEAD', 'REVERT_HEAD', 'rebase-merge', 'rebase-apply', 'BISECT_LOG'];

/** What git is in the middle of, read from its files: no git is run. */
export async function gitState(folder: string, disk: DiskPort): Promise<GitState> {
  const gitFolder = await findGitFolder(folder, disk);
  if (gitFolder === undefined) return { git: false, midMerge: false };
  const stats = await Promise.all(signs.map((sign) => disk.stat(join(gitFolder, sign))));
  return { git: true, midMerge: stats.some((stat) => stat !== undefined) };
}

async function findGitFolder(folder: string, disk: DiskPort): Promise<string | undefined> {
  let current = resolve(folder);
  for (let step = 0; step < foldersUpMax; step += 1) {
    const candidate = join(current, '.git');
    const stat = await disk.stat(candidate);
    if (stat?.kind === 'folder') return candidate;
    if (stat?.kind === 'link') return disk.realPath(candidate);
    if (stat?.kind === 'file') return linkedFolder(candidate, disk);
    if (dirname(current) === current) return undefined;
    current = dirname(current);
  }
  return undefined;
}

/** In a worktree or submodule `.git` is a file that says `gitdir: <path>`. */
async function linkedFolder(file: string, disk: DiskPort): Promise<string | undefined> {
  const content = (await disk.read(file))?.toString('utf8') ?? '';
  const target = /^gitdir:\s*(.+?)\s*$/m.exec(content)?.[1];
  return target === undefined ? undefined : resolve(dirname(file), target);
}
