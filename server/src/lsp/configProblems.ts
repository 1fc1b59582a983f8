import { pathToFileURL } from 'node:url';
import { DiagnosticSeverity, type Diagnostic } from 'vscode-languageserver/node';
import type { Folder, FolderServices } from './folders.ts';
import type { Session } from './session.ts';

/** Shows what is wrong with the files that configure Grace, where they are wrong, as long as it is. */
export function showConfigProblems(session: Session, folder: Folder, { settings }: FolderServices): void {
  const show = () => {
    for (const { path, problems } of settings.files()) {
      const diagnostics = problems.map(({ line, column, what, why, advice }): Diagnostic => {
        const at = { line: line - 1, character: column - 1 };
        const message = `${what} ${why} ${advice}`;
        return {
          range: { start: at, end: at },
          severity: DiagnosticSeverity.Error,
          source: 'grace',
          message,
        };
      });
      void session.connection.sendDiagnostics({ uri: pathToFileURL(path).href, diagnostics });
    }
    session.status.trouble(folder.uri, settings.trouble());
  };
  settings.onDidChange(show);
  if (settings.trouble() !== undefined) show();
}

/** Names the secrets that are missing, as long as they are. */
export function showMissingSecrets(session: Session, folder: Folder, { secrets }: FolderServices): void {
  const show = () => session.status.trouble(`${folder.uri} secrets`, secrets.trouble());
  secrets.onDidChange(show);
  if (secrets.trouble() !== undefined) show();
}
