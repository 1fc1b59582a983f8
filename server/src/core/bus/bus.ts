import type { Disposable, Refusal } from '../../base/index.ts';
import type {
  durableConsumers,
  DurableTopic,
  PassingTopics,
  PayloadOf,
  TopicPayload,
} from '../../protocol/index.ts';
import type { DeadLetter } from './dead-letters.ts';
import type { BusHealth } from './health.ts';
import type { Handle, TopicName } from './message.ts';

export interface Published {
  /** Of a durable topic: the number of its record. Else it counts the messages of the topic. */
  readonly number: number;
  /** It had been published before under its id, and was not published again. */
  readonly isRepeated?: true;
}

export interface FollowOptions {
  /** Who it is, for health and dead letters. */
  readonly name: string;
  /** Keys handled at the same time (default: 1). */
  readonly concurrency?: number;
  /** Without a sign of life for so long, a handler is called off. */
  readonly deadlineMs?: number;
  /** How often a message is tried before it is a dead letter (default: once). */
  readonly attemptsMax?: number;
}

export interface SubscribeOptions extends FollowOptions {
  /** Messages that wait at most. */
  readonly depthMax?: number;
}

export interface ConsumeOptions<Payload> {
  readonly concurrency?: number;
  readonly deadlineMs?: number;
  /** How often a message is tried before it is a dead letter (default: 3 times). */
  readonly attemptsMax?: number;
  /** The highest goes first of those that are in memory. */
  readonly rank?: (payload: Payload) => number;
}

export interface Subscription extends Disposable {
  readonly name: string;
  /** Resolves when nothing waits or runs; of a consumer, when nothing is left to do in any process. */
  idle(): Promise<void>;
  /** Calls off what runs and waits for it, within a grace. What waits is dropped, or stays in the log. */
  close(): Promise<void>;
}

export type ConsumerName = keyof typeof durableConsumers;
export type ConsumedTopic<Name extends ConsumerName> = (typeof durableConsumers)[Name][number];

/**
 * Everything that happens, from whom it happens to whoever wants to know. Pushed, never polled.
 *
 * The port is small enough for NATS JetStream to stand behind it, where many machines share the work:
 * - a durable topic is a subject of one stream (the log), `Published.number` its stream sequence
 * - the `id` of a topic is `Nats-Msg-Id`, and the ids that are remembered are the duplicate window
 * - `consume` is a durable pull consumer (deliver all, explicit ack), its claim one active puller: handled is `ack`, failed is
 *   `nak` with a delay, `working()` is `+WPI`, the deadline `ack_wait`, the window `max_ack_pending`, `attemptsMax` and the
 *   lives of a message `max_deliver`; a dead letter is its advisory, `redeliver` a get of the message by its sequence
 * - `follow` is an ordered consumer that delivers what is new
 * - topics that pass are core NATS; their queues and what they do when full stay on this side
 */
export interface Bus<Passing extends PassingTopics> {
  /**
   * Of a durable topic: resolves when the record would survive a power cut. Else when every subscription has taken the message
   * in, which waits for room where its topic says so. A refusal means that nobody got it. When `signal` fires while it
   * waits for room, those that had room have it.
   */
  publish<T extends TopicName<Passing>>(
    topic: T,
    payload: TopicPayload<T, Passing>,
    signal: AbortSignal,
  ): Promise<Published | Refusal>;
  /** From now on. A handler that throws, hangs or is slow is its own trouble only. */
  subscribe<T extends keyof Passing & string>(
    topic: T,
    options: SubscribeOptions,
    handle: Handle<T, Passing>,
  ): Subscription;
  /** The same for durable topics, all of them in the order of the log and none left out, however slow it is. */
  follow<T extends DurableTopic>(
    topics: readonly T[],
    options: FollowOptions,
    handle: Handle<T, Passing>,
  ): Promise<Subscription | Refusal>;
  /**
   * Everything of its topics that was published and not handled yet, whichever process died of it; each message until its
   * handler has ended well or it is a dead letter. So a message may come a second time, but never one that was acknowledged.
   */
  consume<Name extends ConsumerName>(
    consumer: Name,
    options: ConsumeOptions<PayloadOf<ConsumedTopic<Name>>>,
    handle: Handle<ConsumedTopic<Name>, Passing>,
  ): Promise<Subscription | Refusal>;
  /** Reads what other processes published. */
  catchUp(): Promise<void>;
  /** The record of a durable message that was published under this id, as far back as ids are remembered. */
  recordOf(topic: DurableTopic, id: string): number | undefined;
  /** What was published under this id, unless it is forgotten, erased or cannot be read. */
  read<T extends DurableTopic>(topic: T, id: string, signal: AbortSignal): Promise<PayloadOf<T> | undefined>;
  /** Newest first. */
  deadLetters(): readonly DeadLetter[];
  redeliver(id: string): Promise<'on its way' | Refusal>;
  health(): BusHealth;
  /** Messages that were handled, given up or worked on, and those that could be: proof of progress, not of time. */
  beat(): { readonly moved: number; readonly owed: number };
  /** Calls off what runs, and refuses what comes. */
  close(): Promise<void>;
}
