import { Uri, l10n } from 'vscode';
import { askBeforeTools } from '../askBeforeTools.ts';
import { sayRefusal } from '../sayRefusal.ts';
import { withProof } from '../withProof.ts';
import type { Command } from './command.ts';
import { targetOf } from './target.ts';

/** Makes the proposal again on the text as it is now and proves it with every tool of the workspace. */
export const prove: Command = {
  id: 'grace.proposal.prove',
  async run(reach, argument) {
    const proposal = targetOf(reach, argument);
    if (!proposal) return;
    if ((await askBeforeTools(reach.wire, Uri.parse(proposal.folder))) === 'cancelled') return;
    const title = l10n.t('Proving: {0}', proposal.title);
    const answer = await withProof(reach, title, (progress, cancellation) =>
      reach.wire.prove({ id: proposal.id, token: progress }, cancellation),
    );
    await reach.proposals.refresh();
    if (answer.kind === 'refused') sayRefusal(answer.message);
    else if (!answer.proposal.applied) await reach.review.open(answer.proposal);
  },
};
