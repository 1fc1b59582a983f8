import { methods, type FolderHealth, type HealthAnswer } from '../../protocol/index.ts';
import type { Folder } from '../folders.ts';
import type { Session } from '../session.ts';

/** How each folder came up, and how the parts that serve it are now. */
export function answerHealth(session: Session): void {
  session.dispatch.request<unknown, HealthAnswer>(methods.health, () => ({
    folders: session.folders().map((folder) => healthOf(folder)),
  }));
}

function healthOf({ uri, ready, refusal }: Folder): FolderHealth {
  if (refusal) return { folder: uri, refused: refusal.message };
  return ready ? { folder: uri, report: ready.health.report() } : { folder: uri };
}
