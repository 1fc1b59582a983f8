import { isRefusal, refused, type Refusal } from '../base/index.ts';
import type { Owner } from '../core/owner/index.ts';
import { methods, type ProposalView } from '../protocol/index.ts';
import {
  answerRefusal,
  UsageError,
  type CommandContext,
  type ExitCode,
  type OpenedWorkspace,
} from './command.ts';

/** Runs a command that needs the editor which has this workspace open. */
export async function withEditor(
  context: CommandContext,
  work: (editor: Owner, workspace: OpenedWorkspace) => Promise<ExitCode | Refusal>,
): Promise<ExitCode> {
  const workspace = await context.open();
  if (isRefusal(workspace)) return answerRefusal(context, workspace);
  const editor = await workspace.owner(context.signal);
  try {
    const answer = editor
      ? await work(editor, workspace)
      : refused('No editor has this workspace open with Grace in it: proposals live in the editor.');
    return isRefusal(answer) ? answerRefusal(context, answer) : answer;
  } finally {
    editor?.dispose();
    await workspace.dispose();
  }
}

/** The one proposal that a command names. */
export async function proposalNamed(editor: Owner, context: CommandContext): Promise<ProposalView | Refusal> {
  const [id, ...more] = context.positionals;
  if (id === undefined || more.length > 0)
    throw new UsageError('Name one proposal: see `grace proposals list`.');
  const all = await proposalsIn(editor, context.signal);
  if (isRefusal(all)) return all;
  const found = all.find((proposal) => proposal.id === id);
  return found ?? refused(`The editor holds no proposal ${id}: see \`grace proposals list\`.`);
}

export async function proposalsIn(
  editor: Owner,
  signal: AbortSignal,
): Promise<readonly ProposalView[] | Refusal> {
  const answer = await ask<{ readonly proposals: readonly ProposalView[] }>(
    editor,
    methods.proposals,
    {},
    signal,
  );
  return isRefusal(answer) ? answer : answer.proposals;
}

/** What the server answers under a method has one type on both sides: they are one build, or the answer is refused. */
export async function ask<Answer>(
  editor: Owner,
  method: string,
  params: unknown,
  signal: AbortSignal,
): Promise<Answer | Refusal> {
  return (await editor.ask(method, params, signal)) as Answer | Refusal;
}
