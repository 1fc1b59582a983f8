import { isCancelled, isRefusal, refused, type Refusal } from '../base/index.ts';
import { writtenTaskSchema, type RefactorTask, type TaskEmitJson } from '../protocol/index.ts';
import { askForApproval } from './ask-approval.ts';
import {
  answerRefusal,
  interruptedExitCode,
  printJson,
  UsageError,
  type Command,
  type CommandContext,
  type ExitCode,
  type OpenedWorkspace,
} from './command.ts';

/** `grace task emit FILE`: asks for a refactor that is carried to its end, and follows it. */
export const taskEmit: Command = {
  words: ['task', 'emit'],
  usage: 'grace task emit FILE|-',
  summary:
    'Ask for a refactor that is carried to its end whatever crashes, and follow it. The file holds JSON: { intent, targets, description?, acceptance?, priority?, autoMerge?, id? }.',
  options: {},
  optionHelp: {},
  schema: 'task-emit',
  async run(context) {
    const [file, ...more] = context.positionals;
    if (file === undefined || more.length > 0)
      throw new UsageError('Name one file with the task, or - for standard input.');
    const text = await context.readText(file);
    if (isRefusal(text)) return answerRefusal(context, text);
    const written = readTask(text, file);
    if (isRefusal(written)) return answerRefusal(context, written);
    const workspace = await context.open();
    if (isRefusal(workspace)) return answerRefusal(context, workspace);
    try {
      return await emit(context, workspace, { ...written, id: written.id ?? workspace.newId() });
    } finally {
      await workspace.dispose();
    }
  },
};

function readTask(text: string, file: string): ReturnType<typeof writtenTaskSchema.parse> | Refusal {
  const place = file === '-' ? 'Standard input' : file;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (thrown) {
    return refused(`${place} is not JSON: ${thrown instanceof Error ? thrown.message : String(thrown)}.`);
  }
  const { success, data, error } = writtenTaskSchema.safeParse(json);
  if (success) return data;
  const problems = error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join('.')}: ${message}`,
  );
  return refused(`${place} is not a task. ${problems.join('; ')}.`);
}

async function emit(
  context: CommandContext,
  workspace: OpenedWorkspace,
  task: RefactorTask,
): Promise<ExitCode> {
  const { terminal, signal, json } = context;
  await askForApproval(context, workspace, 'full');
  const { tasks } = workspace;
  const serving = await tasks.serve();
  if (isRefusal(serving)) return answerRefusal(context, serving);
  let isRepeated = false;
  try {
    const done = await tasks.follow(
      task,
      {
        onEmitted(published) {
          isRepeated = published.isRepeated === true;
          const how = isRepeated ? 'was asked for before' : 'is asked for';
          terminal.note(`${task.id} ${how}: record ${published.number} of the log.`);
        },
        onProgress: (message) => terminal.progress(message),
      },
      signal,
    );
    if (isRefusal(done)) return answerRefusal(context, done);
    const answer: TaskEmitJson = { ...done, repeated: isRepeated };
    if (json) printJson(context, answer);
    else terminal.print(`${linesOf(answer).join('\n')}\n`);
    return exitCodes[done.outcome];
  } catch (thrown) {
    if (!isCancelled(thrown)) throw thrown;
    terminal.note(`Interrupted. ${task.id} stays asked for: it goes on when the same task is emitted again.`);
    return interruptedExitCode;
  } finally {
    await serving.close();
  }
}

const exitCodes = { applied: 0, proposed: 0, nothing: 0, failed: 1, refused: 3 } as const;

function linesOf({ task, outcome, summary, restorePoints, ms, repeated }: TaskEmitJson): readonly string[] {
  const when = repeated ? 'It was done before' : `${(ms / 1000).toFixed(1)} s`;
  const undo = restorePoints.toReversed().map((id) => `  grace restore apply ${id}`);
  return [
    `${outcome}: ${summary} (${task}; ${when})`,
    ...(undo.length === 0 ? [] : ['Take it back with:', ...undo]),
  ];
}
