import { join, relative, resolve, sep } from 'node:path';
import { bug, isRefusal, refused, type Refusal } from '../../../base/index.ts';
import type { DiskPort } from '../../../core/ports/index.ts';

/** A folder that holds Grace's mark: nothing is removed anywhere else. */
export interface OwnedFolder {
  /** Real, absolute. */
  readonly path: string;
  /** Removes a tree strictly below the folder, after checking the mark and where the path really lies. */
  removeTree(path: string): Promise<void>;
}

const markName = '.grace-sandbox';
export const sandboxFormat = 1;

/**
 * Takes a folder for sandboxes of the workspace at `root` (both real after this), creating and marking it when it is
 * missing or empty. Refused when it holds something else, or overlaps the user's tree.
 */
export async function ownFolder(path: string, root: string, disk: DiskPort): Promise<OwnedFolder | Refusal> {
  await disk.makeFolder(path);
  const folder = await disk.realPath(path);
  if (folder === undefined)
    return refused(`The cache folder ${path} cannot be used: it vanished while it was made.`);
  if (isWithin(folder, root) || isWithin(root, folder)) {
    return refused(
      `The cache folder ${folder} and the workspace ${root} lie in each other, so a copy would grow into itself. ` +
        'Set XDG_CACHE_HOME to a folder outside the workspace.',
    );
  }
  const marked = await ensureMark(folder, root, disk);
  if (isRefusal(marked)) return marked;
  return {
    path: folder,
    async removeTree(target) {
      const real = await disk.realPath(target);
      if (real === undefined) return;
      // Three checks, because this is the one place that removes much: the mark, the way there, and no link at its end.
      if ((await readMark(folder, disk)) !== root) bug(`${folder} lost its mark`);
      if (real === folder || !isWithin(real, folder)) bug(`${target} is not below ${folder}`);
      if (real !== resolve(target)) bug(`${target} is reached through a link`);
      await disk.removeTree(real);
    },
  };
}

/** Whether `path` is `folder` or lies below it; both absolute and real. */
export function isWithin(path: string, folder: string): boolean {
  const inside = relative(folder, path);
  return (
    inside === '' || (inside !== '..' && !inside.startsWith(`..${sep}`) && resolve(folder, inside) === path)
  );
}

async function ensureMark(folder: string, root: string, disk: DiskPort): Promise<Refusal | undefined> {
  const owner = await readMark(folder, disk);
  if (owner === root) return undefined;
  const entries = await disk.list(folder);
  if (owner !== undefined || entries.length > 0) {
    return refused(
      `The cache folder ${folder} holds something that is not a sandbox of ${root}. ` +
        'Empty it, or set XDG_CACHE_HOME to another folder.',
    );
  }
  const mark = { format: sandboxFormat, root };
  await disk.write(join(folder, markName), Buffer.from(`${JSON.stringify(mark)}\n`));
  return undefined;
}

/** The workspace whose sandboxes the folder holds; `undefined` when it has no mark, `''` when the mark is not ours. */
async function readMark(folder: string, disk: DiskPort): Promise<string | undefined> {
  const content = await disk.read(join(folder, markName));
  if (!content) return undefined;
  try {
    const mark = JSON.parse(content.toString('utf8')) as unknown;
    const isMark =
      typeof mark === 'object' && mark !== null && 'root' in mark && typeof mark.root === 'string';
    return isMark ? (mark.root as string) : '';
  } catch {
    // Half a mark: a crash in the first moments, before anything else was in the folder.
    return '';
  }
}
