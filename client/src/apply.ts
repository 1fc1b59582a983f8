import { l10n, window } from 'vscode';
import type { ProposalView } from '../../server/src/protocol/index.ts';
import type { Reach } from './commands/command.ts';
import { sayRefusal } from './sayRefusal.ts';

const messageMs = 6_000;

/** Has the server apply a proposal; says why where it would not. Answers whether it was applied. */
export async function applyProposal(reach: Reach, proposal: ProposalView): Promise<'applied' | 'refused'> {
  const answer = await reach.wire.accept(proposal.id);
  await reach.proposals.refresh();
  if (answer.kind === 'refused') {
    sayRefusal(answer.message);
    return 'refused';
  }
  await reach.review.close(proposal.id);
  window.setStatusBarMessage(l10n.t('$(check) Applied: {0}', proposal.title), messageMs);
  return 'applied';
}
