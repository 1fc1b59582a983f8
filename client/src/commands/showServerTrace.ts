import { LogLevel, commands, l10n, window, workspace } from 'vscode';
import type { Command } from './command.ts';

/** Shows the messages between editor and server; they are recorded only while the log's level is Trace. */
export const showServerTrace: Command = {
  id: 'grace.showServerTrace',
  async run({ log }) {
    const settings = workspace.getConfiguration('grace');
    if (settings.get('trace.server') === 'off') await settings.update('trace.server', 'messages', true);
    log.show();
    if (log.logLevel === LogLevel.Trace) return;
    const setLevel = l10n.t('Set Log Level…');
    const message = l10n.t('Set the level of the Grace log to Trace to record the messages.');
    if ((await window.showInformationMessage(message, setLevel)) !== setLevel) return;
    await commands.executeCommand('workbench.action.setLogLevel');
  },
};
