import type { Command } from './command.ts';
import { targetOf } from './target.ts';

/** Forgets a proposal; its files were never touched. */
export const discard: Command = {
  id: 'grace.proposal.discard',
  async run(reach, argument) {
    const proposal = targetOf(reach, argument);
    if (!proposal) return;
    await reach.review.close(proposal.id);
    await reach.wire.discard(proposal.id);
    await reach.proposals.refresh();
  },
};
