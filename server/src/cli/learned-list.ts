import type { Command } from './command.ts';
import { askKnowledge, printLearned } from './learned.ts';

/** `grace learned list [WORD…]`: the failures that are known here. */
export const learnedList: Command = {
  words: ['learned', 'list'],
  usage: 'grace learned list [WORD…]',
  summary: 'Show the failures that Grace has seen here, the latest first: those in which every WORD occurs.',
  options: {},
  optionHelp: {},
  schema: 'learned',
  run: (context) =>
    askKnowledge(
      context,
      (knowledge) => knowledge.search(context.positionals.join(' ')),
      (found) => {
        printLearned(context, found);
        if (!context.json && found.entries.length === 0)
          context.terminal.note('No such failure is known here.');
      },
    ),
};
