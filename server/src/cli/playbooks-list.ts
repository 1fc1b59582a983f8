import { isRefusal } from '../base/index.ts';
import { answerRefusal, printJson, type Command } from './command.ts';

/** `grace playbooks list`: what Grace can repair by itself, and what waits. */
export const playbooksList: Command = {
  words: ['playbooks', 'list'],
  usage: 'grace playbooks list',
  summary:
    'List the playbooks: what each answers to, what it does, how much may go wrong, and what those that are not used yet wait for. Exit code 1 when a file of them is wrong.',
  options: {},
  optionHelp: {},
  schema: 'playbooks-list',
  async run(context) {
    const workspace = await context.open();
    if (isRefusal(workspace)) return answerRefusal(context, workspace);
    try {
      const list = await workspace.playbooks.list();
      if (context.json) printJson(context, list);
      else
        for (const { id, title, trigger, risk, actions, waitsFor } of list.playbooks)
          context.terminal.print(
            [
              `${id}  (${trigger}, ${risk} risk)`,
              `  ${title}: ${actions.join(' → ')}`,
              ...waitsFor.map((each) => `  Not used yet. ${each}`),
              '',
            ].join('\n'),
          );
      if (list.notUsed !== undefined) context.terminal.note(list.notUsed);
      if (list.notRead !== undefined) context.terminal.note(list.notRead);
      for (const file of list.broken)
        context.terminal.note(`${file} is not used: \`grace playbooks check\` says what is wrong with it.`);
      return list.broken.length > 0 ? 1 : 0;
    } finally {
      await workspace.dispose();
    }
  },
};
