import type { Command } from './command.ts';
import { targetOf } from './target.ts';

/** Shows all files of a proposal side by side. */
export const openDiff: Command = {
  id: 'grace.proposal.openDiff',
  async run(reach, argument) {
    const proposal = targetOf(reach, argument);
    if (proposal) await reach.review.open(proposal);
  },
};
