import { isRefusal } from '../base/index.ts';
import type { CommandContext, OpenedWorkspace } from './command.ts';

/**
 * Shows the exact commands before the workspace's tools run for the first time, and asks where somebody can answer.
 * Answers whether they may run.
 */
export async function askForApproval(
  { terminal, signal }: CommandContext,
  { refactor }: OpenedWorkspace,
  gates: 'full' | 'types',
): Promise<boolean> {
  const approval = await refactor.approval();
  if (isRefusal(approval)) {
    terminal.note(approval.message);
    return false;
  }
  if (approval.approved === true || approval.commands.length === 0 || gates === 'types')
    return approval.approved === true;
  terminal.note('To prove a change, Grace runs these tools of the workspace in a private copy:');
  for (const { argv, cwd } of approval.commands)
    terminal.note(`  ${cwd === '' ? '' : `(in ${cwd}) `}${argv.join(' ')}`);
  if (approval.approved === undefined && terminal.confirm) {
    const yes = await terminal.confirm('Run them, now and whenever a proof needs them?', signal);
    await refactor.approve(approval.commands, yes ? 'approved' : 'denied');
    if (yes) return true;
  }
  terminal.note('They are not approved, so no verdict is better than checked: approve them with --trust.');
  return false;
}
