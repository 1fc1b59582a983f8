import type { FromResident, Question, ToResident } from '../wire.ts';
import { Stale, Unable, type Said } from './said.ts';

/** As much of Node's `process` as a resident needs. */
export interface ResidentChannel {
  send?(message: FromResident, callback: (error: Error | null) => void): unknown;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'disconnect', listener: () => void): unknown;
  exit(code: number): never;
}

/** Answers questions one after the other until the parent is gone. */
export function serveQuestions(
  channel: ResidentChannel,
  answer: (question: Question) => Said | Promise<Said>,
): void {
  let last = Promise.resolve();
  channel.on('disconnect', () => channel.exit(0));
  channel.on('message', (message) => {
    if (!isToResident(message)) return;
    last = last.then(async () => {
      // A failed send means that the parent is gone, which `disconnect` says as well.
      channel.send?.(await answered(message, answer), () => undefined);
    });
  });
}

async function answered(
  { id, question }: ToResident,
  answer: (question: Question) => Said | Promise<Said>,
): Promise<FromResident> {
  try {
    return { id, kind: 'said', ...(await answer(question)) };
  } catch (thrown) {
    if (thrown instanceof Stale) return { id, kind: 'stale' };
    const reason =
      thrown instanceof Unable ? thrown.message : String(thrown instanceof Error ? thrown.stack : thrown);
    return { id, kind: 'cannot', reason };
  }
}

function isToResident(message: unknown): message is ToResident {
  return typeof message === 'object' && message !== null && 'id' in message && 'question' in message;
}
