import { isRefusal } from '../base/index.ts';
import type { KeptState } from '../protocol/index.ts';
import { answerRefusal, printJson, type Command } from './command.ts';

/** `grace restore states`: the states of Grace itself that were kept and can be put back. */
export const restoreStates: Command = {
  words: ['restore', 'states'],
  usage: 'grace restore states',
  summary: 'List the states of Grace itself that were kept, newest first: of each good start and every hour.',
  options: {},
  optionHelp: {},
  schema: 'restore-states',
  async run(context) {
    const workspace = await context.open();
    if (isRefusal(workspace)) return answerRefusal(context, workspace);
    try {
      const states = (await workspace.rollbacks.states()).map(({ id, condition, epoch }): KeptState => {
        if (!epoch) return { id, condition };
        const { time, reason, files, log, restorePoint } = epoch;
        return {
          ...{ id, condition, time, reason, files: files.length },
          sizeBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
          ...(log === undefined ? {} : { seq: log.seq }),
          ...(restorePoint === undefined ? {} : { restorePoint }),
        };
      });
      if (context.json) printJson(context, { states });
      else if (states.length === 0)
        context.terminal.note('No state is kept yet: an editor keeps one once it has come up well.');
      for (const state of context.json ? [] : states) context.terminal.print(`${lineOf(state)}\n`);
      return 0;
    } finally {
      await workspace.dispose();
    }
  },
};

const said: Readonly<Record<NonNullable<KeptState['reason']>, string>> = {
  boot: 'Grace had come up well',
  hourly: 'an hour had passed',
  rollback: 'right before a rollback',
};

function lineOf({ id, condition, time, reason, files = 0, sizeBytes = 0, seq }: KeptState): string {
  if (condition === 'newer') return `${id}  kept by a newer Grace`;
  if (time === undefined || reason === undefined) return `${id}  damaged`;
  const record = seq === undefined ? 'no record' : `record ${seq}`;
  return `${id}  ${time}  ${said[reason]}  (${files} files, ${sizeBytes} bytes, ${record})`;
}
