import type { ProposalView } from '../../../server/src/protocol/index.ts';
import type { ProposalNode } from '../views/proposalsView.ts';
import type { Reach } from './command.ts';

/**
 * The proposal a command is about: the row of the view it was called on, the id a link carries, else the one the
 * active diff editor shows.
 */
export function targetOf({ proposals, review }: Reach, argument: unknown): ProposalView | undefined {
  if (typeof argument === 'string') return proposals.get(argument);
  if (isNode(argument)) return proposals.get(argument.proposal.id) ?? argument.proposal;
  return review.active();
}

export function isNode(argument: unknown): argument is ProposalNode {
  return typeof argument === 'object' && argument !== null && 'kind' in argument && 'proposal' in argument;
}
