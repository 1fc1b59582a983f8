import { methods, type ProposalParams } from '../../protocol/index.ts';
import { proposalOf, type Session } from '../session.ts';

/** Forgets a proposal; its proof, if one is running, ends. */
export function answerDiscard(session: Session): void {
  session.dispatch.request<ProposalParams, null>(methods.discard, ({ id }) => {
    proposalOf(session, id)?.services.refactor.discard(id);
    return null;
  });
}
