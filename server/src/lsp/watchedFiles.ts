import { DidChangeWatchedFilesNotification } from 'vscode-languageserver/node';
import { pathOf } from './folders.ts';
import { readyFolders, type Session } from './session.ts';

/** Tells the analysis of each folder which files the world outside changed. */
export function followWatchedFiles(session: Session): void {
  session.dispatch.notification(DidChangeWatchedFilesNotification.type, ({ changes }) => {
    for (const { folder, services } of readyFolders(session)) {
      const paths = changes.flatMap(({ uri }) => pathOf(folder, services, uri) ?? []);
      if (paths.length > 0) services.analysis.filesChanged(paths);
    }
  });
}
