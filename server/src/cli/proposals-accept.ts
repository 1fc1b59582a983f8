import { isRefusal, refused } from '../base/index.ts';
import { methods, type AcceptAnswer } from '../protocol/index.ts';
import { printJson, type Command } from './command.ts';
import { ask, proposalNamed, withEditor } from './editor.ts';

/** `grace proposals accept ID`: applies a proposal of the editor, through the editor. */
export const proposalsAccept: Command = {
  words: ['proposals', 'accept'],
  usage: 'grace proposals accept ID',
  summary: 'Apply a proposal of the editor. The editor does it, so that nothing you typed there is lost.',
  options: {},
  optionHelp: {},
  schema: 'proposals-accept',
  run: (context) =>
    withEditor(context, async (editor) => {
      const proposal = await proposalNamed(editor, context);
      if (isRefusal(proposal)) return proposal;
      const { id, title } = proposal;
      const answer = await ask<AcceptAnswer>(editor, methods.accept, { id }, context.signal);
      if (isRefusal(answer)) return answer;
      if (answer.kind === 'refused') return refused(answer.message);
      const { restorePoint } = answer;
      if (context.json) printJson(context, { id, restorePoint });
      else
        context.terminal.print(
          `Applied “${title}”. Take it back with \`grace restore apply ${restorePoint}\`.\n`,
        );
      return 0;
    }),
};
