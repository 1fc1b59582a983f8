import { methods, type ProposalFileParams } from '../../protocol/index.ts';
import { proposalOf, type Session } from '../session.ts';

/** One side of one file of a proposal, for the diff editor; a side that does not exist is empty. */
export function answerProposalFile(session: Session): void {
  session.dispatch.request<ProposalFileParams, { readonly text: string }>(
    methods.proposalFile,
    ({ id, path, side }) => {
      const file = proposalOf(session, id)?.proposal.change.files.find((each) => each.path === path);
      return { text: file?.[side] ?? '' };
    },
  );
}
