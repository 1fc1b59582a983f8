import { isRefusal, localTime } from '../base/index.ts';
import { sayWhy, type Asked } from '../core/clarity/index.ts';
import { kernelIds } from '../protocol/index.ts';
import { answerRefusal, printJson, UsageError, type Command, type CommandContext } from './command.ts';
import { painter } from './render.ts';

/** `grace why ABOUT`: why something is as it is, back to where it began. */
export const why: Command = {
  words: ['why'],
  usage: 'grace why EVENT | PART',
  summary:
    'Explain an event of the log: what was decided, on what, instead of what, how sure, and what it goes back to. EVENT is a number of `grace log show`, or `last`; PART is a part of Grace (`grace boot` lists them), `boot`, `load` or `state`: then it is the last event about it.',
  options: {},
  optionHelp: {},
  schema: 'why',
  async run(context) {
    const asked = askedOf(context);
    const workspace = await context.open();
    if (isRefusal(workspace)) return answerRefusal(context, workspace);
    try {
      const answer = await workspace.clarity.explain(asked, context.signal);
      if (isRefusal(answer)) return answerRefusal(context, answer);
      if (context.json) printJson(context, answer);
      else context.terminal.print(sayWhy(answer, styleOf(context)));
      return 0;
    } finally {
      await workspace.dispose();
    }
  },
};

function askedOf({ positionals }: CommandContext): Asked {
  const [word = ''] = positionals;
  const kernel = kernelIds.find((id) => id === word);
  const seq = Number(word);
  if (positionals.length === 1) {
    if (kernel) return `kernel ${kernel}`;
    if (word === 'last' || word === 'boot' || word === 'load' || word === 'state') return word;
    if (Number.isSafeInteger(seq) && seq >= 1) return seq;
  }
  throw new UsageError(
    `Name one event, a number of \`grace log show\` or \`last\`, or a part: ${['boot', 'load', 'state', ...kernelIds].join(', ')}.`,
  );
}

function styleOf({ terminal }: CommandContext) {
  const paint = painter(terminal);
  return {
    strong: (text: string) => paint('bold', text),
    faint: (text: string) => paint('dim', text),
    time: (time: string) => localTime(Date.parse(time)),
  };
}
