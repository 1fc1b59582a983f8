import { isRefusal, refused, type Refusal } from '../base/index.ts';
import {
  attemptOutcomes,
  remedyFrom,
  remedyKinds,
  type AttemptOutcome,
  type LearnedEntry,
  type RemedyName,
} from '../protocol/index.ts';
import {
  textOption,
  UsageError,
  type Command,
  type CommandContext,
  type OpenedWorkspace,
} from './command.ts';
import { askKnowledge, printLearned } from './learned.ts';

/** `grace learned record ID KIND:ID`: what a person or a script did against a failure, and whether it helped. */
export const learnedRecord: Command = {
  words: ['learned', 'record'],
  usage: 'grace learned record ID KIND:ID [--outcome verified|failed|reverted]',
  summary: `Remember what was done against a failure and what became of it, such as \`grace learned record s1-4f linter_fix:eslint/eqeqeq\`. KIND is one of ${remedyKinds.join(', ')}.`,
  options: {
    outcome: { type: 'string' },
    title: { type: 'string' },
    reason: { type: 'string' },
    incident: { type: 'string' },
    'restore-point': { type: 'string' },
  },
  optionHelp: {
    outcome:
      '`verified` (default): the failure was gone and nothing else broken. `failed`: it was not. `reverted`: what was verified the last time was taken back since.',
    title: 'What to call the remedy.',
    reason: 'A sentence about how it ended.',
    incident: 'The incident that it was done for.',
    'restore-point':
      'The restore point that holds what it changed: when that is undone, it counts as reverted.',
  },
  schema: 'learned',
  run(context) {
    const [failure, word, ...more] = context.positionals;
    if (failure === undefined || word === undefined || more.length > 0)
      throw new UsageError('Name one failure and one remedy.');
    const remedy = remedyFrom(word);
    if (!remedy)
      throw new UsageError(
        `${word} names no remedy: say KIND:ID without blanks, where KIND is one of ${remedyKinds.join(', ')}.`,
      );
    const outcome = outcomeOf(context);
    return askKnowledge(
      context,
      (knowledge) => record(knowledge, { failure, remedy, outcome }, context),
      (entry) => printLearned(context, { entries: [entry], leftOff: 0 }),
    );
  },
};

function outcomeOf(context: CommandContext): AttemptOutcome {
  const said = textOption(context, 'outcome') ?? 'verified';
  const outcome = attemptOutcomes.find((each) => each === said);
  if (!outcome) throw new UsageError(`--outcome is one of ${attemptOutcomes.join(', ')}.`);
  return outcome;
}

interface Repair {
  readonly failure: string;
  readonly remedy: RemedyName;
  readonly outcome: AttemptOutcome;
}

async function record(
  knowledge: OpenedWorkspace['knowledge'],
  { failure, remedy, outcome }: Repair,
  context: CommandContext,
): Promise<LearnedEntry | Refusal> {
  const { title, incident } = textsOf(context, ['title', 'incident']);
  const { reason, 'restore-point': restorePoint } = textsOf(context, ['reason', 'restore-point']);
  const attempt =
    outcome === 'reverted'
      ? await lastVerified(knowledge, failure, remedy)
      : await knowledge.tryRemedy(failure, {
          remedy: { ...remedy, ...(title === undefined ? {} : { title }) },
          ...(incident === undefined ? {} : { incident }),
        });
  if (isRefusal(attempt)) return attempt;
  return knowledge.endAttempt(failure, attempt, {
    outcome,
    ...(reason === undefined ? {} : { reason }),
    ...(restorePoint === undefined ? {} : { restorePoint }),
  });
}

async function lastVerified(
  knowledge: OpenedWorkspace['knowledge'],
  failure: string,
  { kind, id }: RemedyName,
): Promise<number | Refusal> {
  const entry = await knowledge.get(failure);
  if (isRefusal(entry)) return entry;
  const attempts = entry.remedies.find((each) => each.kind === kind && each.id === id)?.attempts ?? [];
  const verified = attempts.find((each) => each.outcome === 'verified');
  return verified?.attempt ?? refused(`${kind}:${id} was not verified, so nothing can have been taken back.`);
}

function textsOf(
  context: CommandContext,
  names: readonly string[],
): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(names.map((name) => [name, textOption(context, name)]));
}
