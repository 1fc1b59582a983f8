import { createTwoFilesPatch } from 'diff';
import type { ChangeSet } from '../../protocol/index.ts';

/** Lines of context around each hunk. */
const contextLines = 3;

/** Unified diff over all files of a change, as `git apply` takes it. */
export function unifiedDiff(change: ChangeSet): string {
  return change.files
    .filter((file) => file.before !== file.after)
    .map(({ path, before, after }) =>
      createTwoFilesPatch(
        before === null ? '/dev/null' : `a/${path}`,
        after === null ? '/dev/null' : `b/${path}`,
        before ?? '',
        after ?? '',
        undefined,
        undefined,
        {
          context: contextLines,
          headerOptions: { includeIndex: false, includeUnderline: false, includeFileHeaders: true },
        },
      ),
    )
    .join('');
}
