import { applyProposal } from '../apply.ts';
import { renameIntroduced } from '../renameIntroduced.ts';
import type { Command } from './command.ts';
import { targetOf } from './target.ts';

/** Applies a proposal while its proof still runs: it stays "only checked". Offered in the progress notification. */
export const applyNow: Command = {
  id: 'grace.proposal.applyNow',
  async run(reach, argument) {
    await reach.proposals.refresh();
    const proposal = targetOf(reach, argument);
    if (proposal && (await applyProposal(reach, proposal)) === 'applied') await renameIntroduced(proposal);
  },
};
