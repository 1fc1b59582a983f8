import { isCancelled, messageOf } from '../../../base/index.ts';
import { ts } from '../typescript.ts';
import { isToProcess, type FromProcess, type Methods, type ToProcess } from '../wire.ts';
import type { Job, Pulse } from './pulse.ts';

/** The process's end of the IPC channel. */
export interface Channel {
  send(message: FromProcess): void;
  onMessage(listener: (message: unknown) => void): void;
}

/** Beats while there is something to do, on a thread of its own. */
export interface Heart {
  work(): void;
  rest(): void;
}

/** How a process hears, speaks and shows that it lives. */
export interface Life {
  readonly channel: Channel;
  readonly pulse: Pulse;
  readonly heart: Heart;
}

export type Handlers<Names extends keyof Methods> = {
  readonly [Name in Names]: (
    params: Methods[Name]['params'],
    job: Job,
  ) => Methods[Name]['answer'] | Promise<Methods[Name]['answer']>;
};

export interface Notices {
  document(path: string, version: number, text: string | null): void;
  filesChanged(paths: readonly string[]): void;
}

/** Answers requests as they come in. A handler that never pauses holds the process; those that are long `breathe`. */
export function serve<Names extends keyof Methods>(
  { channel, pulse, heart }: Life,
  handlers: Handlers<Names>,
  notices: Notices,
): void {
  const cancelled = new Set<number>();
  const underWay = new Set<number>();

  async function answer(request: Extract<ToProcess, { kind: 'request' }>): Promise<void> {
    const { id, method, params, flag } = request;
    underWay.add(id);
    try {
      const job = pulse.start(id, flag, () => cancelled.has(id));
      job.check();
      const handler = handlerOf(handlers, method);
      channel.send({ kind: 'reply', id, value: await handler(params, job) });
    } catch (thrown) {
      const code = wasCancelled(thrown) ? 'cancelled' : 'bug';
      const message =
        code === 'bug' && thrown instanceof Error ? (thrown.stack ?? thrown.message) : messageOf(thrown);
      channel.send({ kind: 'failed', id, code, message });
    } finally {
      underWay.delete(id);
      cancelled.delete(id);
      if (underWay.size === 0) heart.rest();
    }
  }

  channel.onMessage((message) => {
    if (!isToProcess(message)) return;
    heart.work();
    if (message.kind === 'request') void answer(message);
    else if (message.kind === 'cancel') {
      if (underWay.has(message.id)) cancelled.add(message.id);
    } else if (message.kind === 'document') notices.document(message.path, message.version, message.text);
    else notices.filesChanged(message.paths);
    if (underWay.size === 0) heart.rest();
  });
  // The first word says that the process is up.
  pulse.beat();
  heart.rest();
}

export function wasCancelled(thrown: unknown): boolean {
  return isCancelled(thrown) || thrown instanceof ts.OperationCanceledException;
}

function handlerOf<Names extends keyof Methods>(handlers: Handlers<Names>, method: keyof Methods) {
  const known: Readonly<Record<string, unknown>> = handlers;
  const handler = known[method];
  if (typeof handler !== 'function') throw new Error(`this process does not answer ${method}`);
  return handler as (params: unknown, job: Job) => unknown;
}
