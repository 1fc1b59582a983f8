import { commands, l10n, window } from 'vscode';
import { restartWindowMs, type AfterEnd } from './restarts.ts';

const minuteMs = 60_000;

/** Tells a person that the server ended: when that is new, and when it is not started again. */
export async function sayServerEnded(after: AfterEnd): Promise<void> {
  const [restart, showLog] = [l10n.t('Restart'), l10n.t('Show Log')];
  if (after.kind === 'restart') {
    if (!after.isFirst) return;
    const sentence = l10n.t(
      'The server of Grace ended unexpectedly and was started again. Proposals that were open are gone; what was applied can be undone as before.',
    );
    if ((await window.showWarningMessage(sentence, showLog)) === showLog) await show();
    return;
  }
  const sentence = l10n.t(
    'The server of Grace ended {0} times within {1} minutes and is not started again. Its log says why; nothing of yours was lost.',
    after.ends,
    restartWindowMs / minuteMs,
  );
  const picked = await window.showErrorMessage(sentence, restart, showLog);
  if (picked === restart) await commands.executeCommand('grace.restartServer');
  if (picked === showLog) await show();
}

async function show(): Promise<void> {
  await commands.executeCommand('grace.showLogs');
}
