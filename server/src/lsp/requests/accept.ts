import { isRefusal } from '../../base/index.ts';
import { methods, type AcceptAnswer, type AcceptParams } from '../../protocol/index.ts';
import { applyInEditor } from '../applyInEditor.ts';
import { proposalGone, proposalOf, type Session } from '../session.ts';

/** Applies a proposal through the editor, as one undo step, with a restore point written first. */
export function answerAccept(session: Session): void {
  session.dispatch.request<AcceptParams, AcceptAnswer>(methods.accept, (params, signal) =>
    session.status.during(accept(session, params, signal)),
  );
}

async function accept(session: Session, { id }: AcceptParams, signal: AbortSignal): Promise<AcceptAnswer> {
  const kept = proposalOf(session, id);
  if (!kept) return { kind: 'refused', message: proposalGone };
  const point = await kept.services.refactor.apply(id, signal, (change, title) =>
    applyInEditor(session, kept, change, title),
  );
  if (isRefusal(point)) return { kind: 'refused', message: point.message };
  return { kind: 'applied', restorePoint: point.id };
}
