import { isRefusal } from '../base/index.ts';
import { answerRefusal, printJson, UsageError, type Command } from './command.ts';

/** `grace restore apply ID`: takes an apply back, byte for byte. */
export const restoreApply: Command = {
  words: ['restore', 'apply'],
  usage: 'grace restore apply ID',
  summary: 'Take back one apply. What you edited since is merged, or the undo is refused.',
  options: {},
  optionHelp: {},
  schema: 'restore-apply',
  async run(context) {
    const id = context.positionals[0];
    if (id === undefined || context.positionals.length > 1)
      throw new UsageError('Name one restore point: see `grace restore list`.');
    const workspace = await context.open();
    if (isRefusal(workspace)) return answerRefusal(context, workspace);
    try {
      const outcome = await workspace.refactor.undo(id, context.signal);
      if (isRefusal(outcome)) {
        if (context.json) printJson(context, { id, restored: [], merged: [], refused: outcome.message });
        else context.terminal.note(outcome.message);
        return 3;
      }
      if (context.json)
        printJson(context, {
          id,
          restorePoint: outcome.id,
          restored: outcome.restored,
          merged: outcome.merged,
        });
      else
        context.terminal.print(
          [
            ...outcome.restored.map((file) => `restored  ${file}\n`),
            ...outcome.merged.map((file) => `merged    ${file} (your later edits are kept)\n`),
          ].join(''),
        );
      return 0;
    } finally {
      await workspace.dispose();
    }
  },
};
