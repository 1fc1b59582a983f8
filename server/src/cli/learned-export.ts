import { stringify } from 'yaml';
import { UsageError, type Command } from './command.ts';
import { askKnowledge } from './learned.ts';

/** `grace learned export`: what others may read of the failures that are known here. */
export const learnedExport: Command = {
  words: ['learned', 'export'],
  usage: 'grace learned export > FILE',
  summary:
    'Print what is known of failures as YAML that can be reviewed and given to others: names, templates, what is the same, and what became of remedies that were tried here, and neither messages nor files. Those that a person named or merged, or that something was tried against, come first.',
  options: {},
  optionHelp: {},
  schema: 'learned-file',
  run(context) {
    if (context.positionals.length > 0)
      throw new UsageError('It prints to standard output: say `grace learned export > FILE`.');
    return askKnowledge(
      context,
      (knowledge) => knowledge.export(),
      ({ file, leftOff }) => {
        context.terminal.print(
          context.json ? `${JSON.stringify(file, null, 2)}\n` : stringify(file, { lineWidth: 0 }),
        );
        if (leftOff > 0)
          context.terminal.note(`${leftOff} more were left off: a file holds ${file.failures.length}.`);
      },
    );
  },
};
