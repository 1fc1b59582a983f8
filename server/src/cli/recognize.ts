import { resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { isRefusal, throwIfCancelled, type Refusal } from '../base/index.ts';
import {
  errorJson,
  recognizeErrors,
  recognizeLines,
  workspacePath,
  type RecognizedError,
  type RecognizedLine,
} from '../services/recognition/index.ts';
import type { RecognizeJson } from '../protocol/index.ts';
import { answerRefusal, textOption, UsageError, type Command, type CommandContext } from './command.ts';
import { seenWords } from './learned.ts';
import { painter } from './render.ts';

/** `grace recognize`: what went wrong in the output of a tool, each failure by its name. */
export const recognize: Command = {
  words: ['recognize'],
  usage: 'grace recognize [FILE|-] [--per-line [--explain]] [--record]',
  summary:
    'Find the errors in what a tool printed, from a file or a pipe (`npm test 2>&1 | grace recognize`), and give each a signature that is the same on another machine and day. Exit code 1 when there are any.',
  options: { 'per-line': { type: 'boolean' }, explain: { type: 'boolean' }, record: { type: 'boolean' } },
  optionHelp: {
    'per-line':
      'Answer for each line of the input: with the error that begins there, or the template of its text; of a file after all of it was read, of a pipe at once: there a line also tells which signatures before it were found to be of one template (`aliases`).',
    explain: 'Say with each line why words of its template are variables, and what stood there.',
    record:
      'Remember what was found for this workspace, and say what of it was seen before (`grace learned list` shows all of it).',
  },
  schema: 'recognize',
  async run(context) {
    const [file = '-', ...more] = context.positionals;
    if (more.length > 0) throw new UsageError('Name one file, or - for standard input.');
    if (context.values['explain'] === true && context.values['per-line'] !== true)
      throw new UsageError('--explain says more of the lines that --per-line answers for: give both.');
    const input = await context.readBytes(file, context.signal);
    if (isRefusal(input)) return answerRefusal(context, input);
    const root = resolve(textOption(context, 'workspace') ?? '.');
    // What lines leave behind is gone at once: with more room for it the engine only takes more memory, up to 100 MB.
    setFlagsFromString('--semi-space-growth-factor=1');
    const count = { error: 0, warning: 0 };
    const errors: RecognizedError[] = [];
    const answer = answerTo(context, root, file === '-' ? 'at once' : 'at the end', (error) => {
      count[error.severity] += 1;
      if (errors.length < recordedMax) errors.push(error);
    });
    for await (const bytes of input) answer.push(bytes);
    throwIfCancelled(context.signal);
    answer.end();
    if (!context.json) context.terminal.note(summaryOf(count));
    const refusal = context.values['record'] === true ? await record(errors, root, context) : undefined;
    if (refusal) return answerRefusal(context, refusal);
    return count.error + count.warning > 0 ? 1 : 0;
  },
};

/** Errors of one input that are remembered; what is beyond is told all the same. */
const recordedMax = 10_000;

async function record(
  errors: readonly RecognizedError[],
  root: string,
  context: CommandContext,
): Promise<Refusal | undefined> {
  const workspace = await context.open();
  if (isRefusal(workspace)) return workspace;
  try {
    const before = await workspace.knowledge.see(errors, { root, source: 'pipe' });
    if (isRefusal(before)) return before;
    for (const entry of new Map([...before.values()].map((each) => [each.id, each])).values())
      context.terminal.note(`${entry.name ?? entry.template}: ${seenWords(entry)}`);
    return undefined;
  } finally {
    await workspace.dispose();
  }
}

type Count = Record<RecognizedError['severity'], number>;

/** A pipe is answered as it comes; a file is there, so that all of it can be read before. */
function answerTo(
  context: CommandContext,
  root: string,
  answers: 'at once' | 'at the end',
  onError: (error: RecognizedError) => void,
) {
  const { json, terminal } = context;
  if (context.values['per-line'] === true)
    return recognizeLines({ root, answers, explains: context.values['explain'] === true }, (line) => {
      if (line.error) onError(line.error);
      if (json) terminal.print(jsonLine(lineJson(line, root)));
      else {
        terminal.print(`${line.signature}  ${line.template}\n${becauseOf(line)}`);
        for (const { from, to } of line.aliases ?? []) terminal.note(`${from} is ${to} as well.`);
      }
    });
  return recognizeErrors({ root }, (error) => {
    onError(error);
    terminal.print(json ? jsonLine(errorJson(error, root)) : forPeople(error, root, context));
  });
}

function becauseOf({ variables = [] }: RecognizedLine): string {
  const said = variables.map(
    ({ word, because, examples }) => `  word ${word + 1} varies: ${because} (${examples.join(', ')})\n`,
  );
  return said.join('');
}

function jsonLine(answer: RecognizeJson): string {
  return `${JSON.stringify(answer)}\n`;
}

function lineJson(
  { line, signature, template, error, aliases, variables }: RecognizedLine,
  root: string,
): RecognizeJson {
  return {
    ...(error ? errorJson(error, root) : {}),
    ...{ line, signature, template },
    ...(aliases ? { aliases: [...aliases] } : {}),
    ...(variables
      ? {
          variables: variables.map(({ word, because, examples }) => ({
            ...{ word: word + 1, because, examples: [...examples] },
          })),
        }
      : {}),
  };
}

function forPeople(error: RecognizedError, root: string, { terminal }: CommandContext): string {
  const paint = painter(terminal);
  const { severity, tool, code, message, location, test, signature } = error;
  const { file, line, column } = location ?? {};
  const place =
    file === undefined
      ? `line ${error.firstLine} of the input`
      : [workspacePath(file, root), line, column].filter((part) => part !== undefined).join(':');
  const what = [tool, code].filter((part) => part !== undefined).join(' ');
  return [
    `${paint('bold', place)}  ${paint(severity === 'error' ? 'red' : 'yellow', severity)}  ${what}  ${paint('dim', signature.strict)}`,
    ...(test === undefined ? [] : [`  ${test}`]),
    `  ${message}`,
    '',
  ].join('\n');
}

function summaryOf({ error, warning }: Count): string {
  if (error + warning === 0) return 'No error was recognised.';
  return `${counted(error, 'error')}, ${counted(warning, 'warning')}.`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
