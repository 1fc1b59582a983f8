import { isRefusal } from '../base/index.ts';
import { answerRefusal, printJson, type Command } from './command.ts';

/** `grace chaos list`: what Grace can be drilled with. */
export const chaosList: Command = {
  words: ['chaos', 'list'],
  usage: 'grace chaos list',
  summary:
    'List the failures that Grace drills itself with: what is believed to hold, who notices, what helps.',
  options: {},
  optionHelp: {},
  schema: 'chaos-list',
  async run(context) {
    const workspace = await context.open();
    if (isRefusal(workspace)) return answerRefusal(context, workspace);
    try {
      const list = await workspace.chaos.list();
      if (context.json) {
        printJson(context, list);
        return 0;
      }
      for (const { id, hypothesis, triggers, recoveries } of list.cards)
        context.terminal.print(
          `${id}\n  ${hypothesis}\n  ${triggers.join(', ')} → ${recoveries.join(', ')}\n`,
        );
      if (list.halted !== undefined) context.terminal.note(list.halted);
      return 0;
    } finally {
      await workspace.dispose();
    }
  },
};
