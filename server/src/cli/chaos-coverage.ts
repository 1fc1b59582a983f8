import { isRefusal } from '../base/index.ts';
import { answerRefusal, printJson, textOption, UsageError, type Command } from './command.ts';

const percentMax = 100;

/** `grace chaos coverage`: what of the cards was drilled and passed here. */
export const chaosCoverage: Command = {
  words: ['chaos', 'coverage'],
  usage: 'grace chaos coverage [--min PERCENT]',
  summary:
    'Show which triggers and recoveries passed drills stand for, by card; what was never run counts as zero. Exit code 1 when it is less than asked for.',
  options: { min: { type: 'string' } },
  optionHelp: { min: 'The least percentage that is good enough (default: 0).' },
  schema: 'chaos-coverage',
  async run(context) {
    const text = textOption(context, 'min') ?? '0';
    const min = Number(text);
    if (!/^\d+(\.\d+)?$/u.test(text) || min > percentMax)
      throw new UsageError(`--min takes a percentage from 0 to ${percentMax}, not '${text}'.`);
    const workspace = await context.open();
    if (isRefusal(workspace)) return answerRefusal(context, workspace);
    try {
      const coverage = await workspace.chaos.coverage(context.signal);
      if (context.json) printJson(context, coverage);
      else {
        for (const { card, kind, name, drills, passed } of coverage.cells)
          context.terminal.print(`${card}  ${kind} ${name}: ${passed} of ${drills} passed\n`);
        context.terminal.print(`${coverage.percent}% covered.\n`);
      }
      return coverage.percent < min ? 1 : 0;
    } finally {
      await workspace.dispose();
    }
  },
};
