import { isRefusal } from '../../../base/index.ts';
import type { EditMemory, ProposeRequest } from '../refactor-service.ts';
import type { BatchPorts } from './batch.ts';
import { keyOf, type RunMemory } from './memory.ts';
import type { Run } from './run.ts';
import { placeKeys, treeKey } from './place-keys.ts';
import { restoreEdit, storeEdit } from './stored-edit.ts';

/**
 * Edits by the tree they were made on: an edit that looks at types may look at any file. A place that is refused is
 * remembered by its own file alone.
 */
export async function editMemory(
  memory: RunMemory,
  ports: BatchPorts,
  run: Pick<Run, 'id' | 'options'>,
  signal: AbortSignal,
): Promise<EditMemory> {
  const tree = await treeKey(ports, await ports.sourceFiles([''], signal));
  const places = await placeKeys(ports);
  const keyFor = ({ path, intent, span }: ProposeRequest) =>
    keyOf('edit', tree, path, intent, span.start, span.end);
  return {
    recall: (request) => restoreEdit(memory.edit(keyFor(request)), (path) => ports.read(path)),
    async keep(request, edit) {
      if (isRefusal(edit) && edit.passing) return;
      const stored = storeEdit(edit);
      if (stored) await memory.keepEdit(keyFor(request), stored);
      if (!isRefusal(edit)) return;
      const place = {
        run: run.id,
        verdict: 'refused' as const,
        reason: edit.message,
        title: '',
        options: run.options,
      };
      await memory.keepPlace(await places.of(request), place);
    },
  };
}
