import type { DurableTopic, PassingTopics, TopicPayload } from '../../protocol/index.ts';

/** What a handler gets. */
export type Message<T extends string, Passing extends PassingTopics> = {
  readonly [K in T]: {
    readonly topic: K;
    readonly payload: TopicPayload<K, Passing>;
    /** Of a durable topic: the number of its record. Else it counts the messages of the topic. */
    readonly number: number;
    /** When it was published, in milliseconds since the Unix epoch. */
    readonly timeMs: number;
    /** 1 at first; higher when its handler failed before. */
    readonly attempt: number;
    /** Messages that this subscriber did not get since the one before, because it was too slow. */
    readonly missed: number;
  };
}[T];

/** How far a handler may go. */
export interface Handling {
  /** Fires at the deadline, and when the bus or the subscription ends. */
  readonly signal: AbortSignal;
  readonly deadlineMs: number;
  /** A sign of life: the deadline is counted from here. */
  working(): void;
}

export type Handle<T extends string, Passing extends PassingTopics> = (
  message: Message<T, Passing>,
  handling: Handling,
) => Promise<void> | void;

/** A handler without the tie between topic and payload, as it is kept. */
export type HandleAny = (message: unknown, handling: Handling) => Promise<void> | void;

/** A message on its way. */
export interface Envelope {
  readonly topic: string;
  readonly payload: unknown;
  readonly number: number;
  readonly timeMs: number;
  /** On the clock that never goes back; its age is measured from here. */
  readonly sinceMs: number;
  readonly key: string;
  /** Why no handler can be given it: its payload was erased, or cannot be understood. */
  readonly lost?: 'erased' | { readonly unreadable: string };
}

export type TopicName<Passing extends PassingTopics> = DurableTopic | (keyof Passing & string);
