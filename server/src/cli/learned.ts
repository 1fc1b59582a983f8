import { isRefusal, localTime, type Refusal } from '../base/index.ts';
import { remedyWords, type LearnedEntry, type LearnedJson } from '../protocol/index.ts';
import {
  answerRefusal,
  printJson,
  UsageError,
  type Command,
  type CommandContext,
  type ExitCode,
  type OpenedWorkspace,
} from './command.ts';
import { painter } from './render.ts';

type Knowledge = OpenedWorkspace['knowledge'];

/** Runs what a command asks of the knowledge base, and answers as all of them do. */
export async function askKnowledge<T>(
  context: CommandContext,
  ask: (knowledge: Knowledge) => Promise<T | Refusal>,
  answer: (found: T) => void,
): Promise<ExitCode> {
  const workspace = await context.open();
  if (isRefusal(workspace)) return answerRefusal(context, workspace);
  try {
    const found = await ask(workspace.knowledge);
    if (isRefusal(found)) return answerRefusal(context, found);
    answer(found);
    return 0;
  } finally {
    await workspace.dispose();
  }
}

/** A command that changes what is known of one failure, and shows what it is then. */
export function changingCommand(
  of: Pick<Command, 'words' | 'usage' | 'summary'> & {
    readonly operands: readonly [min: number, max: number];
    readonly change: (knowledge: Knowledge, operands: readonly string[]) => Promise<LearnedEntry | Refusal>;
  },
): Command {
  const { operands, change, ...command } = of;
  const [min, max] = operands;
  return {
    ...command,
    options: {},
    optionHelp: {},
    schema: 'learned',
    async run(context) {
      const { length } = context.positionals;
      if (length < min || length > max) throw new UsageError(`Say \`${command.usage}\`.`);
      return askKnowledge(
        context,
        (knowledge) => change(knowledge, context.positionals),
        (entry) => printLearned(context, { entries: [entry], leftOff: 0 }),
      );
    },
  };
}

export function printLearned(context: CommandContext, answer: LearnedJson): void {
  if (context.json) printJson(context, answer);
  else context.terminal.print(answer.entries.map((entry) => forPeople(entry, context)).join(''));
  if (!context.json && answer.leftOff > 0)
    context.terminal.note(`${answer.leftOff} more: name words that are in what you look for.`);
}

function forPeople(entry: LearnedEntry, { terminal }: CommandContext): string {
  const paint = painter(terminal);
  const { signatures } = entry;
  const repaired = repairedWords(entry);
  return [
    ...headLines(entry, paint),
    `  ${[seenWords(entry), ...(repaired === undefined ? [] : [repaired])].join('; ')}`,
    ...(signatures.length > 1 ? [`  ${paint('dim', `${signatures.join(', ')} are one failure`)}`] : []),
    '',
  ].join('\n');
}

/** What it is called, and what it says where it is called otherwise. */
export function headLines(
  { id, name, template, tool }: LearnedEntry,
  paint: ReturnType<typeof painter>,
): readonly string[] {
  const what = [tool, template].filter((part) => part !== undefined).join(' ');
  return [
    `${paint('bold', name ?? what)}  ${paint('dim', id)}`,
    ...(name === undefined ? [] : [`  ${what}`]),
  ];
}

/** `repaired 6 times, by Remove unused variable`, or that what was tried did not help. */
function repairedWords({ remedies }: LearnedEntry): string | undefined {
  const helped = remedies.filter(({ verified, reverted }) => verified > reverted);
  const times = helped.reduce((sum, { verified, reverted }) => sum + verified - reverted, 0);
  const [first] = helped;
  if (!first) {
    const tried = remedies.filter((each) => each.tried > 0).length;
    if (tried === 0) return undefined;
    return `${tried === 1 ? 'one remedy was' : `${tried} remedies were`} tried and did not help`;
  }
  const others = helped.length > 1 ? ` and ${helped.length - 1} more` : '';
  return `repaired ${times === 1 ? 'once' : `${times} times`}, by ${first.title ?? remedyWords(first)}${others}`;
}

/** `seen 7 times, last 2026-11-27 10:00:00 in src/cart.ts`. */
export function seenWords({ seen, lastSeen, file, line }: LearnedEntry): string {
  if (seen === 0 || lastSeen === undefined) return 'not seen here';
  const where =
    file === undefined ? '' : ` in ${[file, line].filter((part) => part !== undefined).join(':')}`;
  return `seen ${seen === 1 ? 'once' : `${seen} times`}, last ${localTime(Date.parse(lastSeen))}${where}`;
}
