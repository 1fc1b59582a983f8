import { isRefusal, refused, type Refusal } from '../base/index.ts';
import { methods, type UndoAnswer } from '../protocol/index.ts';
import type { UndoOutcome } from '../services/restore/index.ts';
import { answerRefusal, printJson, UsageError, type Command, type OpenedWorkspace } from './command.ts';
import { ask } from './editor.ts';

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
      const outcome = await undo(id, workspace, context.signal);
      if (isRefusal(outcome)) {
        if (context.json) printJson(context, { id, restored: [], merged: [], refused: outcome.message });
        else context.terminal.note(outcome.message);
        return 3;
      }
      const { restored, merged } = outcome;
      if (context.json) printJson(context, { id, restorePoint: outcome.id, restored, merged });
      else
        context.terminal.print(
          [
            ...restored.map((file) => `restored  ${file}\n`),
            ...merged.map((file) => `merged    ${file} (your later edits are kept)\n`),
          ].join(''),
        );
      return 0;
    } finally {
      await workspace.dispose();
    }
  },
};

/** Through the editor that has the workspace open, so that it knows; else here. */
async function undo(
  id: string,
  workspace: OpenedWorkspace,
  signal: AbortSignal,
): Promise<UndoOutcome | Refusal> {
  const editor = await workspace.owner(signal);
  if (!editor) return workspace.refactor.undo(id, signal);
  try {
    const answer = await ask<UndoAnswer>(editor, methods.undo, { id }, signal);
    if (isRefusal(answer)) return answer;
    const { restorePoint = '', restored, merged, refused: why } = answer;
    return why === undefined ? { id: restorePoint, restored, merged } : refused(why);
  } finally {
    editor.dispose();
  }
}
