import type { Disposable, Refusal } from '../../base/index.ts';
import type { PassingPayload, PassingTopics } from '../../protocol/index.ts';
import type { DeadLetter } from './dead-letters.ts';
import type { BusHealth } from './health.ts';
import type { Handle } from './message.ts';

export interface Published {
  /** Counts the messages of the topic. */
  readonly number: number;
}

export interface SubscribeOptions {
  /** Who it is, for health and dead letters. */
  readonly name: string;
  /** Messages that wait at most. */
  readonly depthMax?: number;
  /** Keys handled at the same time (default: 1). */
  readonly concurrency?: number;
  /** Without a sign of life for so long, a handler is called off. */
  readonly deadlineMs?: number;
  /** How often a message is tried before it is a dead letter (default: once). */
  readonly attemptsMax?: number;
}

export interface Subscription extends Disposable {
  readonly name: string;
  /** Resolves when nothing waits or runs. */
  idle(): Promise<void>;
  /** Calls off what runs and waits for it, within a grace; what waits is dropped. */
  close(): Promise<void>;
}

/** Everything that happens, from whom it happens to whoever wants to know. Pushed, never polled. */
export interface Bus<Passing extends PassingTopics> {
  /**
   * Resolves when every subscription has taken the message in, which waits for room where its topic says so. A refusal means
   * that nobody got it. When `signal` fires while it waits, those that had room have it.
   */
  publish<T extends keyof Passing & string>(
    topic: T,
    payload: PassingPayload<Passing[T]>,
    signal: AbortSignal,
  ): Promise<Published | Refusal>;
  /** From now on. A handler that throws, hangs or is slow is its own trouble only. */
  subscribe<T extends keyof Passing & string>(
    topic: T,
    options: SubscribeOptions,
    handle: Handle<T, Passing>,
  ): Subscription;
  /** Newest first. */
  deadLetters(): readonly DeadLetter[];
  redeliver(id: string): Refusal | undefined;
  health(): BusHealth;
  /** Messages that were handled, given up or worked on, and those that wait or run: proof of progress, not of time. */
  beat(): { readonly moved: number; readonly owed: number };
  /** Calls off what runs, and refuses what comes. */
  close(): Promise<void>;
}
