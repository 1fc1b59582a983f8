import { l10n, window, workspace } from 'vscode';
import { ask } from '../askBeforeTools.ts';
import { sayRefusal } from '../sayRefusal.ts';
import type { Command } from './command.ts';

/** Shows the commands Grace may run in a folder and lets the person change the answer. */
export const reviewCommands: Command = {
  id: 'grace.reviewCommands',
  async run({ wire }) {
    const { workspaceFolders = [] } = workspace;
    const folder = workspaceFolders.length > 1 ? await window.showWorkspaceFolderPick() : workspaceFolders[0];
    if (!folder) return;
    if (!workspace.isTrusted) {
      sayRefusal(l10n.t('Nothing of this workspace runs while it is not trusted. Trust it first.'));
      return;
    }
    const approval = await wire.toolCommands(folder.uri.toString());
    if (approval.commands.length === 0) {
      sayRefusal(l10n.t('Grace found no type checker, linter or test runner here that it can run.'));
      return;
    }
    await ask(wire, folder.uri, approval);
  },
};
