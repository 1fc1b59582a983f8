import type { ChangeSet, FileChange } from '../../protocol/index.ts';
import { hunksOf, mergeHunks, withHunks, type Hunk } from './hunks.ts';

/** Changes that were each made against the same tree, as one. */
export interface Combination {
  /** Takes a change in, or answers with the path that it cannot share with the others and leaves all as it was. */
  add(change: ChangeSet): string | undefined;
  change(): ChangeSet;
}

/** One file as the changes taken in so far want it. */
interface Wanted {
  readonly file: FileChange;
  /** Of a file that was there and stays; put together on demand, for `file` holds the text of the first change only. */
  readonly hunks: readonly Hunk[] | undefined;
  readonly shared: boolean;
}

/**
 * Changes of one file are merged by their hunks where these do not touch. A file that is created or deleted is shared
 * only by changes that want the very same of it: the same new module created by both.
 */
export function createCombination(): Combination {
  const wanted = new Map<string, Wanted>();
  return {
    add(change) {
      const merged: (readonly [string, Wanted])[] = [];
      for (const file of change.files) {
        const known = wanted.get(file.path);
        const both = known ? merge(known, file) : { file, hunks: undefined, shared: false };
        if (!both) return file.path;
        merged.push([file.path, both]);
      }
      for (const [path, both] of merged) wanted.set(path, both);
      return undefined;
    },
    change: () => ({ files: [...wanted.values()].map(fileOf) }),
  };
}

/** All of the changes as one, or the first path that two of them cannot share. */
export function combineChanges(
  changes: readonly ChangeSet[],
): { readonly change: ChangeSet } | { readonly conflict: string } {
  const combination = createCombination();
  for (const change of changes) {
    const conflict = combination.add(change);
    if (conflict !== undefined) return { conflict };
  }
  return { change: combination.change() };
}

function merge(known: Wanted, file: FileChange): Wanted | undefined {
  const { path, before, after } = known.file;
  if (file.before !== before) return undefined;
  if (!known.shared && file.after === after) return known;
  if (before === null || after === null || file.after === null) return undefined;
  const hunks = mergeHunks(known.hunks ?? hunksOf(before, after), hunksOf(before, file.after));
  return hunks && { file: { path, before, after }, hunks, shared: true };
}

function fileOf({ file, hunks }: Wanted): FileChange {
  return hunks && file.before !== null ? { ...file, after: withHunks(file.before, hunks) } : file;
}
