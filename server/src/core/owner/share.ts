import { timingSafeEqual } from 'node:crypto';
import { isCancelled, isRefusal, messageOf, sha256, type Clock, type Refusal } from '../../base/index.ts';
import type { DiskPort, LocalChannel, LocalListener, LocalSocketPort } from '../ports/index.ts';
import { removeCard, writeCard, type OwnerCard } from './card.ts';
import { limits } from './limits.ts';
import { parseMessage, toOwnerSchema, type FromOwner, type ToOwner } from './messages.ts';

/** Answers a question of a command that joined. What it throws is said to the command as a sentence. */
export type AnswerQuestion = (method: string, params: unknown, signal: AbortSignal) => Promise<unknown>;

export interface ShareOptions {
  /** The state folder. */
  readonly folder: string;
  readonly disk: DiskPort;
  readonly sockets: LocalSocketPort;
  readonly clock: Clock;
  readonly pid: number;
  readonly ids: () => string;
  readonly randomBytes: (lengthBytes: number) => Uint8Array;
  /** Makes this process the owner; a refusal says who is. */
  readonly claim: (signal: AbortSignal) => Promise<{ release(): Promise<void> } | Refusal>;
  readonly answer: AnswerQuestion;
}

export interface Shared {
  dispose(): Promise<void>;
}

/**
 * Makes this process the owner of a state folder, whom commands beside it can ask. Only one process at a time is; one that
 * died is not any more.
 */
export async function shareState(options: ShareOptions, signal: AbortSignal): Promise<Shared | Refusal> {
  const { folder, disk, sockets, pid } = options;
  const claim = await options.claim(signal);
  if (isRefusal(claim)) return claim;
  const token = Buffer.from(options.randomBytes(limits.tokenBytes)).toString('hex');
  const channels = new Set<LocalChannel>();
  let listener: LocalListener | undefined;
  try {
    listener = await sockets.listen(folder, (channel) => {
      if (channels.size >= limits.channelsMax) {
        channel.dispose();
        return;
      }
      channels.add(channel);
      channel.onClose(() => void channels.delete(channel));
      serve(channel, token, options);
    });
    const card: OwnerCard = { pid, address: listener.address, token };
    await writeCard(folder, card, options);
    return {
      async dispose() {
        for (const channel of channels) channel.dispose();
        listener?.dispose();
        await removeCard(folder, card, disk);
        await claim.release();
      },
    };
  } catch (thrown) {
    listener?.dispose();
    await claim.release();
    throw thrown;
  }
}

/** One command, from its hello to its end. */
function serve(channel: LocalChannel, token: string, { answer, clock }: ShareOptions): void {
  const questions = new Map<number, AbortController>();
  const closed = new AbortController();
  let isKnown = false;
  const say = (message: FromOwner) => channel.send(JSON.stringify(message));

  function hear(message: ToOwner): void {
    if ('token' in message) {
      isKnown = isSame(message.token, token);
      if (isKnown) say({ welcome: true });
      else channel.dispose();
    } else if (!isKnown) channel.dispose();
    else if ('cancel' in message) questions.get(message.cancel)?.abort();
    else if (questions.size >= limits.questionsMax || questions.has(message.id))
      say({ id: message.id, refused: 'Too many questions at a time: wait for an answer first.' });
    else void reply(message);
  }

  async function reply({ id, method, params }: Question): Promise<void> {
    const asked = new AbortController();
    questions.set(id, asked);
    try {
      const answered = await answer(method, params, asked.signal);
      say({ id, answer: answered ?? null });
    } catch (thrown) {
      say({ id, refused: isCancelled(thrown) ? 'It was called off.' : messageOf(thrown) });
    } finally {
      questions.delete(id);
    }
  }

  channel.onClose(() => {
    closed.abort();
    for (const asked of questions.values()) asked.abort();
  });
  channel.onMessage((text) => {
    const message = parseMessage(text, toOwnerSchema);
    if (message) hear(message);
    else channel.dispose();
  });
  clock.sleep(limits.helloMsMax, closed.signal).then(
    () => {
      if (!isKnown) channel.dispose();
    },
    () => undefined,
  );
}

type Question = Extract<ToOwner, { readonly method: string }>;

/** Compares in a time that says nothing of where they differ. */
function isSame(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(sha256(one)), Buffer.from(sha256(other)));
}
