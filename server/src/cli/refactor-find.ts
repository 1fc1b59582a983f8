import { isCancelled, isRefusal } from '../base/index.ts';
import { metricsInWords, type Opportunity } from '../protocol/index.ts';
import type { Found, FoundInFile } from '../features/refactor/index.ts';
import {
  answerRefusal,
  interruptedExitCode,
  printJson,
  textOption,
  type Command,
  type CommandContext,
  type ExitCode,
  type OpenedWorkspace,
} from './command.ts';
import { resolveTarget } from './target.ts';

/** Places named once more at the end, best first, after all were printed as they were found. */
const bestShownMax = 10;

/** `grace refactor find`: where an intent has something to do. */
export const refactorFind: Command = {
  words: ['refactor', 'find'],
  usage: 'grace refactor find [--intent INTENT] [--json-lines] [--fresh] [PATH…]',
  summary: 'Find places worth refactoring, best first. Exit code 1 when there are any.',
  options: { intent: { type: 'string' }, 'json-lines': { type: 'boolean' }, fresh: { type: 'boolean' } },
  optionHelp: {
    intent: 'Only this intent; see `grace refactor list`.',
    'json-lines':
      'Print each opportunity as a line of JSON as soon as it is found, in the order of the files.',
    fresh: 'List also what earlier runs looked at and refused.',
  },
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

async function find(context: CommandContext, workspace: OpenedWorkspace): Promise<ExitCode> {
  const unknown = await refuseUnknownIntent(context, workspace);
  if (unknown) return answerRefusal(context, unknown);
  const paths: string[] = [];
  for (const words of context.positionals) {
    const target = await resolveTarget(words, workspace);
    if (isRefusal(target)) return answerRefusal(context, target);
    paths.push(target.path);
  }
  const intent = textOption(context, 'intent');
  const seen: FoundInFile[] = [];
  const { terminal } = context;
  const onFile = (answer: FoundInFile) => {
    seen.push(answer);
    for (const opportunity of answer.opportunities) {
      if (context.values['json-lines'] === true) terminal.print(`${JSON.stringify(opportunity)}\n`);
      else if (!context.json) terminal.print(lineOf(opportunity));
    }
    terminal.progress(`Reading ${answer.index + 1} of ${answer.total}: ${answer.file}`);
  };
  try {
    const found = await workspace.batch.find(
      {
        paths: paths.length === 0 ? [''] : paths,
        ...(intent ? { intent } : {}),
        past: context.values['fresh'] === true ? 'ignored' : 'used',
      },
      onFile,
      context.signal,
    );
    answer(context, 'done', found, seen);
    return found.opportunities.length > 0 ? 1 : 0;
  } catch (thrown) {
    if (!isCancelled(thrown)) throw thrown;
    const opportunities = seen.flatMap((file) => file.opportunities);
    answer(context, 'interrupted', { opportunities, lookedAtBefore: 0 }, seen);
    return interruptedExitCode;
  }
}

function answer(
  context: CommandContext,
  state: 'done' | 'interrupted',
  { opportunities, lookedAtBefore }: Found,
  seen: readonly FoundInFile[],
): void {
  const { terminal } = context;
  const skipped = seen.flatMap(({ file, skipped: reason }) =>
    reason === undefined ? [] : [{ file, reason }],
  );
  if (context.json) {
    printJson(context, { opportunities, skipped, lookedAtBefore, state });
    return;
  }
  const files = new Set(opportunities.map(({ file }) => file)).size;
  terminal.note(
    opportunities.length === 0
      ? 'Nothing to do.'
      : `${opportunities.length} ${opportunities.length === 1 ? 'opportunity' : 'opportunities'} in ${files} ${files === 1 ? 'file' : 'files'}. Prove one with \`grace refactor run --target PATH:LINE\`.`,
  );
  if (opportunities.length > bestShownMax) {
    terminal.note('Worth the most:');
    for (const opportunity of opportunities.slice(0, bestShownMax))
      terminal.note(`  ${lineOf(opportunity).trimEnd()}`);
  }
  if (lookedAtBefore > 0)
    terminal.note(
      `${lookedAtBefore === 1 ? '1 place was' : `${lookedAtBefore} places were`} looked at before and refused; --fresh lists them too.`,
    );
  for (const { file, reason } of skipped) terminal.note(`Left out ${file}: ${reason}`);
  if (state === 'interrupted') terminal.note('Interrupted: this is what was found by then.');
}

function lineOf({ file, range, intent, title, metrics }: Opportunity): string {
  const facts = [intent, ...metricsInWords(metrics)].join(', ');
  return `${file}:${range.start.line}:${range.start.column}  ${title}  (${facts})\n`;
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
