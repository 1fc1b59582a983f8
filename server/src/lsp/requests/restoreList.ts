import { methods, type FolderRestorePoint, type RestoreListAnswer } from '../../protocol/index.ts';
import { uriOf } from '../folders.ts';
import { readyFolders, type Opened, type Session } from '../session.ts';

/** The restore points of one folder, or of all, the newest first. */
export function answerRestoreList(session: Session): void {
  session.dispatch.request<{ readonly folder?: string }, RestoreListAnswer>(
    methods.restoreList,
    async (params) => {
      const opened = readyFolders(session).filter(
        ({ folder }) => params.folder === undefined || folder.uri === params.folder,
      );
      const restorePoints = (await Promise.all(opened.map(pointsOf))).flat();
      return { restorePoints: restorePoints.sort((a, b) => b.time.localeCompare(a.time)) };
    },
  );
}

async function pointsOf({ folder, services }: Opened): Promise<readonly FolderRestorePoint[]> {
  const points = await services.refactor.restorePoints();
  return points.map((point) => ({
    ...point,
    folder: folder.uri,
    uris: point.files.map((path) => uriOf(folder, services, path)),
  }));
}
