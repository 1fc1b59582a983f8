import { isCancelled, systemClock } from '../base/index.ts';
import { methods } from '../protocol/index.ts';
import type { FolderServices } from './folders.ts';
import type { Session } from './session.ts';

/** What is learned within this time is told as one. */
const tellMs = 250;

/** Tells the editor that something new is known of failures, whoever recorded it. */
export function showKnowledge({ connection, dispatch }: Session, { knowledge }: FolderServices): void {
  let isDue = false;
  const tell = async () => {
    await systemClock.sleep(tellMs, dispatch.ending);
    isDue = false;
    await connection.sendNotification(methods.knowledgeChanged, {});
  };
  knowledge.onDidChange(() => {
    if (isDue) return;
    isDue = true;
    tell().catch((thrown: unknown) => {
      if (!isCancelled(thrown)) throw thrown;
    });
  });
}
