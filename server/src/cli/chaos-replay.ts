import { isRefusal } from '../base/index.ts';
import { answerDrills, listener } from './chaos-run.ts';
import { answerRefusal, UsageError, type Command } from './command.ts';

/** `grace chaos replay ID`: the card and seed of a drill that is in the log, once more. */
export const chaosReplay: Command = {
  words: ['chaos', 'replay'],
  usage: 'grace chaos replay ID',
  summary:
    'Run a drill again that `grace log show --topic chaos.drilled` lists: the same failure, done the same way.',
  options: {},
  optionHelp: {},
  schema: 'chaos-run',
  async run(context) {
    const [id, ...more] = context.positionals;
    if (id === undefined || more.length > 0) throw new UsageError('Name one drill.');
    const workspace = await context.open();
    if (isRefusal(workspace)) return answerRefusal(context, workspace);
    try {
      return answerDrills(context, await workspace.chaos.replay(id, listener(context), context.signal));
    } finally {
      await workspace.dispose();
    }
  },
};
