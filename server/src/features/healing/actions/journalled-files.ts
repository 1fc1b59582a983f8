import { isRefusal } from '../../../base/index.ts';
import type { Restore } from '../../../services/restore/index.ts';
import type { FileMeans } from './ports.ts';

/** Files of the workspace by way of the journal: what an action writes is a restore point like any other. */
export function journalledFiles(
  restore: Pick<Restore, 'apply' | 'undo' | 'list'>,
  read: FileMeans['read'],
): FileMeans {
  return {
    read,
    apply: (change, title, signal) => restore.apply(change, title, signal),
    async newestPointOf(path, title) {
      const points = await restore.list();
      return points.findLast(
        (point) => point.state === 'applied' && point.title === title && point.files.includes(path),
      )?.id;
    },
    async undo(point, signal) {
      const undone = await restore.undo(point, signal);
      return isRefusal(undone) ? undone : undefined;
    },
  };
}
