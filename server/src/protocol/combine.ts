import type { ChangeSet, FileChange } from './change.ts';

/**
 * The union of changes that were each made against the same tree. Two changes may name the same file only when they
 * want the same of it (the same new module created by both): anything else is a conflict, answered with its path.
 */
export function combineChanges(
  changes: readonly ChangeSet[],
): { readonly change: ChangeSet } | { readonly conflict: string } {
  const files = new Map<string, FileChange>();
  for (const file of changes.flatMap((change) => change.files)) {
    const other = files.get(file.path);
    if (other && (other.before !== file.before || other.after !== file.after)) return { conflict: file.path };
    files.set(file.path, file);
  }
  return { change: { files: [...files.values()] } };
}
