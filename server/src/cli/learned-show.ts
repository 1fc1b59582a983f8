import { UsageError, type Command, type CommandContext } from './command.ts';
import { askKnowledge, headLines, printLearned, seenWords } from './learned.ts';
import { remedyLines } from './learned-remedies.ts';
import { painter } from './render.ts';
import { isRefusal, localTime } from '../base/index.ts';
import { remedyWords, type LearnedEntry, type LearnedRemedy } from '../protocol/index.ts';

/** `grace learned show ID`: everything that is known of one failure. */
export const learnedShow: Command = {
  words: ['learned', 'show'],
  usage: 'grace learned show ID',
  summary:
    'Show all that is known of one failure: how it was put and where, what was tried against it and what became of it, and what to try first.',
  options: {},
  optionHelp: {},
  schema: 'learned',
  run(context) {
    const [id, ...more] = context.positionals;
    if (id === undefined || more.length > 0) throw new UsageError('Say `grace learned show ID`.');
    return askKnowledge(
      context,
      async (knowledge) => {
        const entry = await knowledge.get(id);
        if (isRefusal(entry)) return entry;
        return { entry, best: (await knowledge.remediesFor(entry.id))[0] };
      },
      ({ entry, best }) => {
        if (context.json) printLearned(context, { entries: [entry], leftOff: 0 });
        else context.terminal.print(wholeEntry(entry, best, context));
      },
    );
  },
};

function wholeEntry(
  entry: LearnedEntry,
  best: LearnedRemedy | undefined,
  { terminal }: CommandContext,
): string {
  const paint = painter(terminal);
  const { examples, remedies, signatures } = entry;
  return [
    ...headLines(entry, paint),
    `  ${seenWords(entry)}${sinceWords(entry)}`,
    ...(signatures.length > 1 ? [`  one failure: ${signatures.join(', ')}`] : []),
    ...(examples.length === 0 ? [] : ['', paint('bold', 'As it was put')]),
    ...examples.flatMap(({ message, file, line, time }) => [
      `  ${message.split('\n')[0] ?? ''}`,
      paint('dim', `    ${placeWords(file, line)}${localTime(Date.parse(time))}`),
    ]),
    '',
    paint('bold', 'What was tried'),
    ...(remedies.length === 0
      ? [`  nothing yet; \`grace learned record ${entry.id} KIND:ID\` remembers what you do`]
      : remedies.flatMap((remedy) => remedyLines(remedy, entry, paint))),
    ...(best ? ['', `Try first: ${best.title ?? remedyWords(best)}`] : []),
    '',
  ].join('\n');
}

function sinceWords({ seen, firstSeen }: LearnedEntry): string {
  return seen > 1 && firstSeen !== undefined ? `, first ${localTime(Date.parse(firstSeen))}` : '';
}

function placeWords(file: string | undefined, line: number | undefined): string {
  if (file === undefined) return '';
  return `${[file, line].filter((part) => part !== undefined).join(':')}  `;
}
