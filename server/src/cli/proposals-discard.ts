import { isRefusal } from '../base/index.ts';
import { methods } from '../protocol/index.ts';
import { printJson, type Command } from './command.ts';
import { ask, proposalNamed, withEditor } from './editor.ts';

/** `grace proposals discard ID`: the editor forgets a proposal. */
export const proposalsDiscard: Command = {
  words: ['proposals', 'discard'],
  usage: 'grace proposals discard ID',
  summary: 'Let the editor forget a proposal.',
  options: {},
  optionHelp: {},
  schema: 'proposals-discard',
  run: (context) =>
    withEditor(context, async (editor) => {
      const proposal = await proposalNamed(editor, context);
      if (isRefusal(proposal)) return proposal;
      const { id, title } = proposal;
      const answer = await ask<null>(editor, methods.discard, { id }, context.signal);
      if (isRefusal(answer)) return answer;
      if (context.json) printJson(context, { id });
      else context.terminal.print(`Discarded “${title}”.\n`);
      return 0;
    }),
};
