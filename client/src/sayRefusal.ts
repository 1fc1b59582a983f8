import { commands, l10n, window } from 'vscode';
import { plainText } from '../../server/src/protocol/index.ts';

/** A refusal is expected and explained: a sentence, not an error. With a button, the editor shows it in full. */
export function sayRefusal(message: string): void {
  const showLog = l10n.t('Show Log');
  void window.showInformationMessage(plainText(message), showLog).then((answer) => {
    if (answer === showLog) void commands.executeCommand('grace.showLogs');
  });
}
