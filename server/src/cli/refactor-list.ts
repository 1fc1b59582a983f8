import { isRefusal } from '../base/index.ts';
import { answerRefusal, printJson, type Command } from './command.ts';

/** `grace refactor list`: the intents there are. */
export const refactorList: Command = {
  words: ['refactor', 'list'],
  usage: 'grace refactor list',
  summary: 'List the refactors Grace can make.',
  options: {},
  optionHelp: {},
  schema: 'refactor-list',
  async run(context) {
    const workspace = await context.open();
    if (isRefusal(workspace)) return answerRefusal(context, workspace);
    try {
      const intents = await workspace.refactor.intents(context.signal);
      if (context.json) {
        printJson(context, { intents });
        return 0;
      }
      const width = Math.max(0, ...intents.map(({ id }) => id.length));
      for (const { id, title, description } of intents)
        context.terminal.print(`${id.padEnd(width)}  ${title}\n${' '.repeat(width)}  ${description}\n`);
      return 0;
    } finally {
      await workspace.dispose();
    }
  },
};
