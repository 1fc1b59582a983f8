import { isRefusal, type Refusal } from '../base/index.ts';
import type { RollbackAnswer, RollbackPlan } from '../protocol/index.ts';
import {
  answerRefusal,
  printJson,
  UsageError,
  type Command,
  type CommandContext,
  type OpenedWorkspace,
} from './command.ts';

/** `grace restore rollback STATE`: puts a kept state of Grace back as a whole. */
export const restoreRollback: Command = {
  words: ['restore', 'rollback'],
  usage: 'grace restore rollback STATE | last-good',
  summary:
    'Put back a kept state of Grace itself as a whole: what it remembers, with the database and caches made anew. Your files, git and the log stay as they are; what was there before is kept, so that this can be taken back. `grace restore states` lists what is kept.',
  options: { 'dry-run': { type: 'boolean' } },
  optionHelp: { 'dry-run': 'Show what would become of each file, and change nothing.' },
  schema: 'restore-rollback',
  async run(context) {
    const [state = ''] = context.positionals;
    if (context.positionals.length !== 1)
      throw new UsageError('Name one kept state, or `last-good`: see `grace restore states`.');
    const isDryRun = context.values['dry-run'] === true;
    const workspace = await context.open();
    if (isRefusal(workspace)) return answerRefusal(context, workspace);
    try {
      const plan = await workspace.rollbacks.plan(state);
      if (isRefusal(plan)) return answer(nothing(state, isDryRun, plan), context);
      if (isDryRun) return answer({ ...plan, dryRun: true }, context);
      return answer(await putBack(plan, workspace, context.signal), context);
    } finally {
      await workspace.dispose();
    }
  },
};

async function putBack(
  plan: RollbackPlan,
  { rollbacks }: OpenedWorkspace,
  signal: AbortSignal,
): Promise<RollbackAnswer> {
  const done = await rollbacks.rollBack(
    { state: plan.state, cause: 'asked', reason: 'A person asked for it.' },
    signal,
  );
  return isRefusal(done) ? nothing(plan.state, false, done) : { ...plan, dryRun: false, keptAs: done.before };
}

function nothing(state: string, dryRun: boolean, { message }: Refusal): RollbackAnswer {
  return { state, dryRun, files: [], recordsSince: 0, appliesSince: [], refused: message };
}

function answer(given: RollbackAnswer, context: CommandContext): 0 | 3 {
  if (context.json) printJson(context, given);
  else if (given.refused !== undefined) context.terminal.note(given.refused);
  else context.terminal.print(textOf(given));
  return given.refused === undefined ? 0 : 3;
}

const words: Readonly<Record<RollbackAnswer['files'][number]['change'], string>> = {
  same: 'is the same',
  replaced: 'is replaced',
  comes_back: 'comes back',
  goes: 'goes',
  stricter: 'is replaced; what was denied since stays denied',
};

function textOf({ state, dryRun, files, recordsSince, appliesSince, keptAs }: RollbackAnswer): string {
  const width = Math.max(0, ...files.map(({ path }) => path.length));
  const applies =
    appliesSince.length === 0
      ? []
      : [`Applied since, and to be undone one by one: ${appliesSince.join(', ')}.`];
  return [
    dryRun ? `This would put back ${state}:` : `${state} was put back.`,
    ...files.map(({ path, change }) => `  ${path.padEnd(width)}  ${words[change]}`),
    `The log keeps its ${recordsSince} records since then; the database is built anew from it.`,
    ...applies,
    ...(keptAs === undefined ? [] : [`To take this back: grace restore rollback ${keptAs}`]),
    '',
  ].join('\n');
}
