import { isRefusal } from '../base/index.ts';
import type { Decision, ExplainedEvent, Why } from '../protocol/index.ts';
import { answerRefusal, printJson, UsageError, type Command, type CommandContext } from './command.ts';
import { localTime } from './local-time.ts';
import { painter } from './render.ts';

/** `grace why EVENT`: why something is as it is, back to where it began. */
export const why: Command = {
  words: ['why'],
  usage: 'grace why EVENT',
  summary:
    'Explain an event of the log: what was decided, on what, instead of what, how sure, and what it goes back to. EVENT is a number of `grace log show`, or `last`.',
  options: {},
  optionHelp: {},
  schema: 'why',
  async run(context) {
    const event = eventOf(context);
    const workspace = await context.open();
    if (isRefusal(workspace)) return answerRefusal(context, workspace);
    try {
      const answer = await workspace.clarity.explain(event, context.signal);
      if (isRefusal(answer)) return answerRefusal(context, answer);
      if (context.json) printJson(context, answer);
      else context.terminal.print(textOf(answer, context));
      return 0;
    } finally {
      await workspace.dispose();
    }
  },
};

function eventOf({ positionals }: CommandContext): number | 'last' {
  const [word] = positionals;
  if (word === 'last' && positionals.length === 1) return 'last';
  const seq = Number(word);
  if (positionals.length !== 1 || !Number.isSafeInteger(seq) || seq < 1)
    throw new UsageError('Name one event: a number of `grace log show`, or `last`.');
  return seq;
}

function textOf({ chain, incomplete }: Why, context: CommandContext): string {
  const paint = painter(context.terminal);
  const blocks = chain.map((event, index) => {
    const intro = index === 0 ? [] : [paint('dim', 'which goes back to'), ''];
    return [...intro, ...eventLines(event, context)].join('\n');
  });
  const end = incomplete ?? (chain.length === 1 ? 'It goes back to nothing else.' : 'There it began.');
  return `${blocks.join('\n\n')}\n\n${paint('dim', end)}\n`;
}

function eventLines(
  { seq, topic, time, line, decisions }: ExplainedEvent,
  context: CommandContext,
): readonly string[] {
  const paint = painter(context.terminal);
  const head = `${paint('bold', `${seq}  ${topic}`)}  ${paint('dim', localTime(Date.parse(time)))}`;
  // A decision that stands alone says itself below.
  const own = topic === 'clarity.decided' ? [] : [`  ${line}`];
  return [head, ...own, ...decisions.flatMap((decision) => decisionLines(decision))];
}

function decisionLines({ decided, evidence, turnedDown, certainty }: Decision): readonly string[] {
  const rests = evidence.map(({ what, seq }) => `    - ${what}${seq === undefined ? '' : ` (${seq})`}`);
  const instead = turnedDown.map(({ option, why: reason }) => `    - ${option}: ${reason}`);
  return [
    `  Decided: ${decided}`,
    ...(rests.length === 0 ? [] : ['  It rests on:', ...rests]),
    ...(instead.length === 0 ? [] : ['  Turned down:', ...instead]),
    `  How sure: ${certainty.level}. ${certainty.why}`,
  ];
}
