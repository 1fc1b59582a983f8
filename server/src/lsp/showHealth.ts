import { methods } from '../protocol/index.ts';
import type { Folder, FolderServices } from './folders.ts';
import type { Session } from './session.ts';

/** Tells the editor that a part changed, and keeps in the status why nothing is changed here, as long as it is so. */
export function showHealth(session: Session, folder: Folder, { health }: FolderServices): void {
  const show = () => {
    session.status.trouble(`${folder.uri} health`, health.report().safeMode);
    void session.connection.sendNotification(methods.healthChanged, {});
  };
  health.onDidChange(show);
  if (health.report().safeMode !== undefined) show();
}

/** Says what became of work that a crash had interrupted. */
export function showRecoveries(session: Session, services: FolderServices): void {
  const show = (recoveries: ReturnType<FolderServices['recoveries']>) => {
    for (const { outcome, message } of recoveries) {
      session.connection.console.info(message);
      if (outcome === 'needs-you') session.status.warn(message);
    }
  };
  services.onRecovered(show);
  show(services.recoveries());
}
