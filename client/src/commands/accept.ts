import { l10n, window } from 'vscode';
import { applyProposal } from '../apply.ts';
import { renameIntroduced } from '../renameIntroduced.ts';
import type { Command } from './command.ts';
import { targetOf } from './target.ts';

/** Applies the proposal under review. */
export const accept: Command = {
  id: 'grace.proposal.accept',
  async run(reach, argument) {
    const proposal = targetOf(reach, argument);
    if (proposal) {
      if ((await applyProposal(reach, proposal)) === 'applied') await renameIntroduced(proposal);
    } else
      await window.showInformationMessage(l10n.t('Open a proposal first: there is none in this editor.'));
  },
};
