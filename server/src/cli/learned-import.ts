import { isRefusal, refused } from '../base/index.ts';
import { readConfig } from '../core/settings/index.ts';
import { learnedFileSchema } from '../protocol/index.ts';
import { answerRefusal, printJson, UsageError, type Command } from './command.ts';
import { askKnowledge } from './learned.ts';

/** `grace learned import FILE|-`: takes over what somebody else exported. */
export const learnedImport: Command = {
  words: ['learned', 'import'],
  usage: 'grace learned import FILE|-',
  summary:
    'Take over the names of failures, what is the same, and what became of remedies from a file of `grace learned export`. What is known here stays; nothing counts as seen or tried here.',
  options: {},
  optionHelp: {},
  schema: 'learned-import',
  async run(context) {
    const [file, ...more] = context.positionals;
    if (file === undefined || more.length > 0)
      throw new UsageError('Name one file, or - for standard input.');
    const text = await context.readText(file);
    if (isRefusal(text)) return answerRefusal(context, text);
    const read = readConfig(text, learnedFileSchema);
    if (!('config' in read))
      return answerRefusal(
        context,
        refused(
          read
            .map(
              ({ line, column, what, why, advice }) => `${file}:${line}:${column}: ${what} ${why} ${advice}`,
            )
            .join('\n'),
        ),
      );
    return askKnowledge(
      context,
      (knowledge) => knowledge.import(read.config),
      (imported) => {
        if (context.json) printJson(context, { imported, known: read.config.failures.length - imported });
        else
          context.terminal.print(
            `The file told something new of ${imported} of its ${read.config.failures.length} failures.\n`,
          );
      },
    );
  },
};
