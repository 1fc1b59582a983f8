/** Commands promise one file each; what is not in this list does not exist. */
import type { ExtensionContext } from 'vscode';
import { accept } from './accept.ts';
import { applyNow } from './applyNow.ts';
import { registerCommand, type Command, type Reach } from './command.ts';
import { copyDebugInfo } from './copyDebugInfo.ts';
import { discard } from './discard.ts';
import { find } from './find.ts';
import { kernelCommands } from './kernel.ts';
import { knowledgeCommands } from './knowledge.ts';
import { openDiff } from './openDiff.ts';
import { openFileDiff } from './openFileDiff.ts';
import { pick } from './pick.ts';
import { prove } from './prove.ts';
import { putBackState } from './putBackState.ts';
import { restartServer } from './restartServer.ts';
import { restore } from './restore.ts';
import { reviewCommands } from './reviewCommands.ts';
import { setSecret } from './setSecret.ts';
import { showLogs } from './showLogs.ts';
import { showServerTrace } from './showServerTrace.ts';
import { undo } from './undo.ts';

const all: readonly Command[] = [
  pick,
  accept,
  applyNow,
  discard,
  prove,
  openDiff,
  openFileDiff,
  undo,
  restore,
  find,
  reviewCommands,
  setSecret,
  ...kernelCommands,
  putBackState,
  ...knowledgeCommands,
  restartServer,
  showLogs,
  showServerTrace,
  copyDebugInfo,
];

export function registerCommands(context: ExtensionContext, reach: Reach): void {
  for (const command of all) context.subscriptions.push(registerCommand(command, reach));
}
