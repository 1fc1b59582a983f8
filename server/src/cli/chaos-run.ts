import { isRefusal } from '../base/index.ts';
import type { DrillListener } from '../features/chaos/index.ts';
import { chaosCardIds, type ChaosCardId, type ChaosDrilled, type ChaosRunJson } from '../protocol/index.ts';
import {
  answerRefusal,
  printJson,
  textOption,
  textsOption,
  UsageError,
  type Command,
  type CommandContext,
  type ExitCode,
} from './command.ts';

/** `grace chaos run`: breaks a second Grace on purpose and judges whether it notices and heals. */
export const chaosRun: Command = {
  words: ['chaos', 'run'],
  usage: 'grace chaos run [--card CARD]… [--seed N] [--repeat N]',
  summary:
    'Drill Grace: break a second one, with a workspace and state of its own, and judge whether it notices, heals and loses nothing. Exit code 1 when a drill does not pass.',
  options: {
    card: { type: 'string', multiple: true },
    seed: { type: 'string' },
    repeat: { type: 'string' },
  },
  optionHelp: {
    card: 'Only this failure; may be given several times (default: all).',
    seed: 'Draws what exactly is done: the same seed does the same (default: 1).',
    repeat: 'Runs so many drills of each card, with the seeds that follow (default: 1).',
  },
  schema: 'chaos-run',
  async run(context) {
    const cards = cardsOf(context);
    const first = wholeNumber(context, 'seed', 1, 0);
    const repeat = wholeNumber(context, 'repeat', 1, 1);
    const seeds = Array.from({ length: repeat }, (_, index) => first + index);
    const workspace = await context.open();
    if (isRefusal(workspace)) return answerRefusal(context, workspace);
    try {
      return answerDrills(
        context,
        await workspace.chaos.run({ cards, seeds }, listener(context), context.signal),
      );
    } finally {
      await workspace.dispose();
    }
  },
};

const digitsMax = 9;

function wholeNumber(context: CommandContext, name: string, otherwise: number, min: number): number {
  const text = textOption(context, name) ?? String(otherwise);
  const number = Number(text);
  if (!/^\d+$/u.test(text) || text.length > digitsMax || number < min)
    throw new UsageError(`--${name} takes a whole number from ${min} on, not '${text}'.`);
  return number;
}

function cardsOf(context: CommandContext): readonly ChaosCardId[] {
  const named = textsOption(context, 'card');
  if (named.length === 0) return chaosCardIds;
  return named.map((name) => {
    const id = chaosCardIds.find((each) => each === name);
    if (id === undefined)
      throw new UsageError(`--card takes one of ${chaosCardIds.join(', ')}, not '${name}'.`);
    return id;
  });
}

/** Shows drills as they go. */
export function listener({ json, terminal }: CommandContext): DrillListener {
  return {
    onStep: (card, seed, step) => terminal.progress(`${card} ${seed}: ${step}`),
    onDrilled(drilled) {
      if (!json) terminal.print(`${lineOf(drilled)}\n`);
    },
  };
}

export function answerDrills(
  context: CommandContext,
  answer: ChaosRunJson | Parameters<typeof answerRefusal>[1],
): ExitCode {
  if (isRefusal(answer)) return answerRefusal(context, answer);
  if (context.json) printJson(context, answer);
  else {
    const passed = answer.drills.filter(({ verdict }) => verdict === 'passed').length;
    context.terminal.print(`${passed} of ${answer.drills.length} drills passed.\n`);
    if (answer.stopped !== undefined) context.terminal.note(answer.stopped);
  }
  return answer.score === 1 ? 0 : 1;
}

function lineOf({ id, verdict, gates, reason }: ChaosDrilled): string {
  const shown = Object.entries(gates).map(
    ([name, { status, ms }]) => `${name} ${status} ${Math.round(ms)} ms`,
  );
  const wrong = Object.values(gates).flatMap((gate) =>
    gate.status === 'fail' ? [`\n  ${gate.reason}`] : [],
  );
  const why = reason === undefined ? '' : `\n  ${reason}`;
  return `${verdict.padEnd(12)}  ${id}  ${shown.join(' · ')}${wrong.join('')}${why}`;
}
