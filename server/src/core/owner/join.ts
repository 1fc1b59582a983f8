import { Cancelled, refused, throwIfCancelled, type Clock, type Refusal } from '../../base/index.ts';
import type { DiskPort, LocalChannel, LocalSocketPort } from '../ports/index.ts';
import { readCard } from './card.ts';
import { limits } from './limits.ts';
import { fromOwnerSchema, parseMessage, type FromOwner, type ToOwner } from './messages.ts';

/** The process that owns a state folder, as a command beside it sees it. */
export interface Owner {
  readonly pid: number;
  /** A refusal when it refuses, or ends in the middle. */
  ask(method: string, params: unknown, signal: AbortSignal): Promise<unknown>;
  dispose(): void;
}

export interface JoinOptions {
  /** The state folder. */
  readonly folder: string;
  readonly disk: DiskPort;
  readonly sockets: LocalSocketPort;
  readonly clock: Clock;
}

/** Joins the owner of a state folder; `undefined` when nobody owns it, or whoever does is gone or does not answer. */
export async function joinOwner(options: JoinOptions, signal: AbortSignal): Promise<Owner | undefined> {
  const card = await readCard(options.folder, options.disk);
  const channel = card && (await options.sockets.connect(card.address));
  if (!channel) return undefined;
  throwIfCancelled(signal);
  const line = openLine(channel);
  const say = (message: ToOwner) => channel.send(JSON.stringify(message));
  say({ token: card.token });
  if ((await line.welcome(options.clock)) === 'refused') {
    channel.dispose();
    return undefined;
  }
  let last = 0;
  return {
    pid: card.pid,
    async ask(method, params, asking) {
      throwIfCancelled(asking);
      const id = (last += 1);
      const answer = line.answerTo(id);
      const cancel = () => say({ cancel: id });
      asking.addEventListener('abort', cancel, { once: true });
      try {
        say({ id, method, params });
        const answered = await answer;
        if (asking.aborted) throw new Cancelled();
        return answered;
      } finally {
        asking.removeEventListener('abort', cancel);
      }
    },
    dispose: () => channel.dispose(),
  };
}

function openLine(channel: LocalChannel) {
  const waiting = new Map<number, (answer: unknown) => void>();
  let isClosed = false;
  let welcomed: (how: 'welcome' | 'refused') => void = () => undefined;
  const greeting = new Promise<'welcome' | 'refused'>((resolve) => void (welcomed = resolve));
  channel.onMessage((text) => {
    const message: FromOwner | undefined = parseMessage(text, fromOwnerSchema);
    if (!message) return;
    if ('welcome' in message) {
      welcomed('welcome');
      return;
    }
    waiting.get(message.id)?.('refused' in message ? refused(message.refused) : message.answer);
    waiting.delete(message.id);
  });
  channel.onClose(() => {
    isClosed = true;
    welcomed('refused');
    for (const resolve of waiting.values()) resolve(gone());
    waiting.clear();
  });
  return {
    answerTo: (id: number) =>
      new Promise<unknown>((resolve) => (isClosed ? resolve(gone()) : waiting.set(id, resolve))),
    async welcome(clock: Clock): Promise<'welcome' | 'refused'> {
      const timer = new AbortController();
      const late = clock.sleep(limits.helloMsMax, timer.signal).then(
        () => 'refused' as const,
        () => 'refused' as const,
      );
      const how = await Promise.race([greeting, late]);
      timer.abort();
      return how;
    },
  };
}

function gone(): Refusal {
  return refused('The editor ended in the middle of it: try again.');
}
