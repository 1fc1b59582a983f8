import { Uri, l10n, window, workspace } from 'vscode';
import { commands, type PickArguments, type ProposalView } from '../../../server/src/protocol/index.ts';
import { applyProposal } from '../apply.ts';
import { renameIntroduced } from '../renameIntroduced.ts';
import { askBeforeTools } from '../askBeforeTools.ts';
import { sayRefusal } from '../sayRefusal.ts';
import { withProof } from '../withProof.ts';
import { proofModeFor } from '../wire.ts';
import type { Command, Reach } from './command.ts';
import { undoRestorePoint } from '../undoRestorePoint.ts';

/** What a Grace entry of the lightbulb runs: makes the edit, has it proven, and shows it or says why not. */
export const pick: Command = {
  id: commands.pick,
  async run(reach, argument) {
    if (!isPick(argument)) return;
    const { title, ...place } = argument;
    const uri = Uri.parse(place.uri);
    const proof = proofModeFor(uri);
    const folder = workspace.getWorkspaceFolder(uri);
    if (folder && proof !== 'off' && (await askBeforeTools(reach.wire, folder.uri)) === 'cancelled') return;
    const answer = await withProof(reach, title, (token, cancellation) =>
      reach.wire.propose({ ...place, proof, token }, cancellation),
    );
    await reach.proposals.refresh();
    if (answer.kind === 'refused') {
      sayRefusal(answer.message);
      return;
    }
    const { proposal } = answer;
    if (proposal.applied) return;
    // What was proven is shown first; a quick edit whose proof was not asked for beforehand is applied like any other.
    if (proof === 'before' || proposal.report) await reach.review.open(proposal);
    else if ((await applyProposal(reach, proposal)) === 'applied') {
      const proving = proof === 'after' ? proveApplied(reach, proposal) : undefined;
      await Promise.all([renameIntroduced(proposal), proving]);
    }
  },
};

/** Proves an edit that is already in place, and offers to take it back when it does not hold. */
async function proveApplied(reach: Reach, { id, title, files }: ProposalView): Promise<void> {
  const answer = await withProof(reach, l10n.t('Proving: {0}', title), (token, cancellation) =>
    reach.wire.prove({ id, token }, cancellation),
  );
  await reach.proposals.refresh();
  if (answer.kind === 'proposal' && answer.proposal.verdict !== 'failed') return;
  const why = answer.kind === 'refused' ? answer.message : answer.proposal.report?.summary;
  const undo = l10n.t('Undo');
  const choice = await window.showWarningMessage(l10n.t('Applied, but not proven: {0}', why ?? title), undo);
  const restorePoint = reach.proposals.get(id)?.restorePoint;
  if (choice !== undo || restorePoint === undefined) return;
  await undoRestorePoint(reach, { id: restorePoint, title, uris: files.map((file) => file.uri) });
}

function isPick(argument: unknown): argument is PickArguments {
  return (
    typeof argument === 'object' &&
    argument !== null &&
    'title' in argument &&
    typeof argument.title === 'string' &&
    'uri' in argument &&
    typeof argument.uri === 'string' &&
    'version' in argument &&
    'intent' in argument &&
    'range' in argument
  );
}
