import { undoRestorePoint } from '../undoRestorePoint.ts';
import type { Command } from './command.ts';
import { targetOf } from './target.ts';

/** Takes an applied proposal back, byte for byte. */
export const undo: Command = {
  id: 'grace.proposal.undo',
  async run(reach, argument) {
    const proposal = targetOf(reach, argument);
    if (!proposal?.restorePoint) return;
    const uris = proposal.files.map((file) => file.uri);
    await undoRestorePoint(reach, { id: proposal.restorePoint, title: proposal.title, uris });
  },
};
