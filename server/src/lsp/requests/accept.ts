import { isRefusal } from '../../base/index.ts';
import { methods, type AcceptAnswer, type AcceptParams } from '../../protocol/index.ts';
import { applyInEditor, unsavedFiles } from '../applyInEditor.ts';
import { proposalGone, proposalOf, type Session } from '../session.ts';

/**
 * Applies a proposal, with a restore point written first. Files without unsaved changes are written to disk whole or
 * not at all, and the editor reloads them: saving through the editor would let its formatters change what was proven.
 * As soon as one file has unsaved changes the editor writes them all, so that no buffer loses a byte.
 */
export function answerAccept(session: Session): void {
  session.dispatch.request<AcceptParams, AcceptAnswer>(methods.accept, (params, signal) =>
    session.status.during(accept(session, params, signal)),
  );
}

async function accept(session: Session, { id }: AcceptParams, signal: AbortSignal): Promise<AcceptAnswer> {
  const kept = proposalOf(session, id);
  if (!kept) return { kind: 'refused', message: proposalGone };
  const unsaved = await unsavedFiles(session, kept, kept.proposal.change);
  const point = await kept.services.refactor.apply(
    id,
    signal,
    unsaved.size === 0
      ? undefined
      : (change, title) => applyInEditor(session, kept, { change, title, unsaved }),
  );
  if (isRefusal(point)) {
    session.connection.console.info(`Not applied: ${point.message}`);
    return { kind: 'refused', message: point.message };
  }
  session.connection.console.info(`Applied ${point.id}: ${point.title}: ${point.files.join(', ')}`);
  return { kind: 'applied', restorePoint: point.id };
}
