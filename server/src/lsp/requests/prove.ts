import { methods, type ProposalParams, type ProposeAnswer } from '../../protocol/index.ts';
import { proposalGone, proposalOf, type Session } from '../session.ts';
import { watchSteps } from '../steps.ts';
import { answerOf } from './propose.ts';

/** Makes a kept proposal again on the text as it is now, and proves it. */
export function answerProve(session: Session): void {
  session.dispatch.request<ProposalParams, ProposeAnswer>(methods.prove, (params, signal) =>
    session.status.during(prove(session, params, signal)),
  );
}

async function prove(session: Session, params: ProposalParams, signal: AbortSignal): Promise<ProposeAnswer> {
  const kept = proposalOf(session, params.id);
  if (!kept) return { kind: 'refused', message: proposalGone };
  const answer = await kept.services.refactor.prove(params.id, watchSteps(session, params.token), signal);
  return answerOf(session, kept, answer);
}
