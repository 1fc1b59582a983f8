import { isRefusal } from '../base/index.ts';
import { answerRefusal, printJson, type Command } from './command.ts';

/** `grace chaos halt`: calls off every drill of this person, and those to come. */
export const chaosHalt: Command = {
  words: ['chaos', 'halt'],
  usage: 'grace chaos halt [--lift]',
  summary: 'Call off all drills, in every workspace, also the one that runs; `--lift` allows them again.',
  options: { lift: { type: 'boolean' } },
  optionHelp: { lift: 'Allow drills again.' },
  schema: 'chaos-halt',
  async run(context) {
    const workspace = await context.open();
    if (isRefusal(workspace)) return answerRefusal(context, workspace);
    try {
      const { halt } = workspace.chaos;
      const isLifted = context.values['lift'] === true;
      await halt.set(isLifted ? 'off' : 'on');
      if (context.json) printJson(context, { halted: !isLifted, file: halt.file });
      else
        context.terminal.print(
          isLifted ? 'Drills may run again.\n' : `Drills are called off by ${halt.file}.\n`,
        );
      return 0;
    } finally {
      await workspace.dispose();
    }
  },
};
