import type { Command } from './command.ts';
import { isNode } from './target.ts';

/** Shows one file of a proposal. */
export const openFileDiff: Command = {
  id: 'grace.proposal.openFileDiff',
  async run({ review }, argument) {
    if (isNode(argument) && argument.kind === 'file') await review.openFile(argument.proposal, argument.file);
  },
};
