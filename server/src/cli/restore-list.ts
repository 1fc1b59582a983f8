import { isRefusal } from '../base/index.ts';
import { answerRefusal, printJson, type Command } from './command.ts';

/** `grace restore list`: what Grace applied here and can take back. */
export const restoreList: Command = {
  words: ['restore', 'list'],
  usage: 'grace restore list',
  summary: 'List what Grace applied here, newest first.',
  options: {},
  optionHelp: {},
  schema: 'restore-list',
  async run(context) {
    const workspace = await context.open();
    if (isRefusal(workspace)) return answerRefusal(context, workspace);
    try {
      const restorePoints = await workspace.refactor.restorePoints();
      if (context.json) printJson(context, { restorePoints });
      else if (restorePoints.length === 0) context.terminal.note('Grace has applied nothing here.');
      for (const { id, time, title, files, state } of context.json ? [] : restorePoints)
        context.terminal.print(`${id}  ${time}  ${state.padEnd(11)}  ${title}  (${files.join(', ')})\n`);
      return 0;
    } finally {
      await workspace.dispose();
    }
  },
};
