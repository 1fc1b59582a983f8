import { isRefusal } from '../../base/index.ts';
import { methods, type UndoAnswer } from '../../protocol/index.ts';
import { readyFolders, type Session } from '../session.ts';

/** Restores the bytes from before an apply; what was edited since is merged, or the undo is refused. */
export function answerUndo(session: Session): void {
  session.dispatch.request<{ readonly id: string }, UndoAnswer>(methods.undo, ({ id }, signal) =>
    session.status.during(undo(session, id, signal)),
  );
}

async function undo(session: Session, id: string, signal: AbortSignal): Promise<UndoAnswer> {
  for (const { services } of readyFolders(session)) {
    const points = await services.refactor.restorePoints();
    if (!points.some((point) => point.id === id)) continue;
    const outcome = await services.refactor.undo(id, signal);
    if (isRefusal(outcome)) {
      session.connection.console.info(`Not undone: ${outcome.message}`);
      return { restored: [], merged: [], refused: outcome.message };
    }
    session.connection.console.info(`Undone ${id}: ${[...outcome.restored, ...outcome.merged].join(', ')}`);
    return { restorePoint: outcome.id, restored: outcome.restored, merged: outcome.merged };
  }
  return {
    restored: [],
    merged: [],
    refused: 'This restore point no longer exists, so there is nothing to restore.',
  };
}
