import { isRefusal, type Refusal } from '../base/index.ts';
import type { Owner } from '../core/owner/index.ts';
import { unifiedDiff } from '../features/refactor/index.ts';
import { methods, type ChangeSet, type ProposalView } from '../protocol/index.ts';
import { printJson, type Command } from './command.ts';
import { ask, proposalNamed, withEditor } from './editor.ts';

/** `grace proposals show ID`: a proposal of the editor as a diff. */
export const proposalsShow: Command = {
  words: ['proposals', 'show'],
  usage: 'grace proposals show ID',
  summary: 'Show a proposal of the editor as a diff.',
  options: {},
  optionHelp: {},
  schema: 'proposals-show',
  run: (context) =>
    withEditor(context, async (editor) => {
      const proposal = await proposalNamed(editor, context);
      if (isRefusal(proposal)) return proposal;
      const change = await changeOf(proposal, editor, context.signal);
      if (isRefusal(change)) return change;
      const diff = unifiedDiff(change);
      if (context.json) printJson(context, { id: proposal.id, diff });
      else context.terminal.print(`${proposal.verdict}: ${proposal.title}\n\n${diff}`);
      return 0;
    }),
};

async function changeOf(
  { id, files }: ProposalView,
  editor: Owner,
  signal: AbortSignal,
): Promise<ChangeSet | Refusal> {
  const changed: ChangeSet['files'][number][] = [];
  for (const { path, change } of files) {
    const side = (name: 'before' | 'after') =>
      ask<{ readonly text: string }>(editor, methods.proposalFile, { id, path, side: name }, signal);
    const [before, after] = await Promise.all([side('before'), side('after')]);
    if (isRefusal(before)) return before;
    if (isRefusal(after)) return after;
    changed.push({
      path,
      before: change === 'created' ? null : before.text,
      after: change === 'deleted' ? null : after.text,
    });
  }
  return { files: changed };
}
