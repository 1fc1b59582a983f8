import { isRefusal } from '../base/index.ts';
import type { FolderServices } from './folders.ts';
import { readyFolders, type Session } from './session.ts';

const served = new WeakSet<FolderServices>();

/** Carries out what was asked for in the opened folders and is not done, once they are trusted. */
export async function serveTasks(session: Session): Promise<void> {
  if (!session.settings().trusted) return;
  for (const { services } of readyFolders(session)) {
    if (served.has(services)) continue;
    served.add(services);
    const serving = await services.tasks.serve();
    if (!isRefusal(serving)) continue;
    served.delete(services);
    session.connection.console.warn(serving.message);
  }
}
