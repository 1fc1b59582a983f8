import { isRefusal } from '../base/index.ts';
import type { Opportunity } from '../protocol/index.ts';
import {
  answerRefusal,
  printJson,
  textOption,
  type Command,
  type CommandContext,
  type OpenedWorkspace,
} from './command.ts';
import { resolveTarget } from './target.ts';

/** `grace refactor find`: where an intent has something to do. */
export const refactorFind: Command = {
  words: ['refactor', 'find'],
  usage: 'grace refactor find [--intent INTENT] [PATH…]',
  summary: 'Find places worth refactoring, best first. Exit code 1 when there are any.',
  options: { intent: { type: 'string' } },
  optionHelp: { intent: 'Only this intent; see `grace refactor list`.' },
  schema: 'refactor-find',
  async run(context) {
    const workspace = await context.open();
    if (isRefusal(workspace)) return answerRefusal(context, workspace);
    try {
      return await find(context, workspace);
    } finally {
      await workspace.dispose();
    }
  },
};

async function find(context: CommandContext, workspace: OpenedWorkspace) {
  const unknown = await refuseUnknownIntent(context, workspace);
  if (unknown) return answerRefusal(context, unknown);
  const paths: string[] = [];
  for (const words of context.positionals) {
    const target = await resolveTarget(words, workspace);
    if (isRefusal(target)) return answerRefusal(context, target);
    paths.push(target.path);
  }
  const intent = textOption(context, 'intent');
  const skipped: { file: string; reason: string }[] = [];
  const opportunities = await workspace.refactor.find(
    { paths: paths.length === 0 ? [''] : paths, ...(intent ? { intent } : {}) },
    (answer) => {
      if (answer.skipped) skipped.push({ file: answer.file, reason: answer.skipped });
      context.terminal.progress(`Reading ${answer.index + 1} of ${answer.total}: ${answer.file}`);
    },
    context.signal,
  );
  if (context.json) printJson(context, { opportunities, skipped });
  else printOpportunities(context, opportunities, skipped);
  return opportunities.length > 0 ? 1 : 0;
}

function printOpportunities(
  context: CommandContext,
  opportunities: readonly Opportunity[],
  skipped: readonly { file: string; reason: string }[],
): void {
  for (const { file, range, intent, title, metrics } of opportunities) {
    const numbers = Object.entries(metrics).flatMap(([name, value]) =>
      value > 0 ? [`${value} ${name}`] : [],
    );
    context.terminal.print(
      `${file}:${range.start.line}:${range.start.column}  ${title}  (${[intent, ...numbers].join(', ')})\n`,
    );
  }
  const files = new Set(opportunities.map(({ file }) => file)).size;
  context.terminal.note(
    opportunities.length === 0
      ? 'Nothing to do.'
      : `${opportunities.length} ${opportunities.length === 1 ? 'opportunity' : 'opportunities'} in ${files} ${files === 1 ? 'file' : 'files'}. Prove one with \`grace refactor run --target PATH:LINE\`.`,
  );
  for (const { file, reason } of skipped) context.terminal.note(`Left out ${file}: ${reason}`);
}

/** The refusal for an `--intent` that does not exist, naming those that do. */
export async function refuseUnknownIntent(context: CommandContext, workspace: OpenedWorkspace) {
  const wanted = textOption(context, 'intent');
  if (wanted === undefined) return undefined;
  const intents = await workspace.refactor.intents(context.signal);
  if (intents.some(({ id }) => id === wanted)) return undefined;
  return {
    kind: 'refusal' as const,
    message: `There is no intent '${wanted}': choose one of ${intents.map(({ id }) => id).join(', ')}.`,
  };
}
