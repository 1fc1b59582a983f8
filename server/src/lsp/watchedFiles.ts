import { DidChangeWatchedFilesNotification } from 'vscode-languageserver/node';
import { pathOf } from './folders.ts';
import { readyFolders, type Session } from './session.ts';

/** Tells the analysis and the settings of each folder which files the world outside changed. */
export function followWatchedFiles(session: Session): void {
  session.dispatch.notification(DidChangeWatchedFilesNotification.type, async ({ changes }) => {
    for (const { folder, services } of readyFolders(session)) {
      const paths = changes.flatMap(({ uri }) => pathOf(folder, services, uri) ?? []);
      if (paths.length === 0) continue;
      services.analysis.filesChanged(paths);
      await services.settings.filesChanged(paths, session.dispatch.ending);
    }
  });
}
