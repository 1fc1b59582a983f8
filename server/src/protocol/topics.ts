import type { DurableTopic, PayloadOf } from './durable-topics.ts';

/** What becomes of a message that finds the queue of a slow subscriber full. */
export type Overflow =
  /** Whoever publishes waits until there is room. */
  | 'block'
  /** The oldest message that waits gives way; the subscriber is told how many it missed. */
  | 'shed_oldest'
  /** A newer message takes the place of the one that waits under its key; only a new key waits for room. */
  | 'coalesce';

/** A topic whose messages live as long as the process. */
export interface PassingTopic<Payload> {
  readonly overflow: Overflow;
  /** Messages under one key are handled in order, one at a time. Left out: the whole topic is one key. */
  readonly key?: (payload: Payload) => string;
  /** Carries the type of the payload; there is never a value. */
  readonly shape?: (payload: Payload) => void;
}

export type PassingTopics = Readonly<Record<string, PassingTopic<never>>>;
export type PassingPayload<T> = T extends PassingTopic<infer Payload> ? Payload : never;

/** A subscriber that falls behind, told once until it has caught up. */
export interface BusPressure {
  readonly subscription: string;
  readonly topic: string;
  readonly depth: number;
  readonly depthMax: number;
  /** Messages it missed so far. */
  readonly shed: number;
}

/** Every topic that is not durable, closed. What nobody has to remember belongs here. */
export const passingTopics = {
  /** A round trip that shows that messages travel. */
  'bus.probe': passing<{ readonly token: number }>({ overflow: 'shed_oldest' }),
  /** What a task that is being carried out does just now. */
  'task.shown': passing<{ readonly task: string; readonly message: string }>({
    overflow: 'coalesce',
    key: ({ task }) => task,
  }),
  'bus.pressure': passing<BusPressure>({ overflow: 'coalesce', key: ({ subscription }) => subscription }),
} as const;

/** Everything that travels on the bus, by topic. */
export type TopicPayload<T, Passing extends PassingTopics = typeof passingTopics> = T extends DurableTopic
  ? PayloadOf<T>
  : T extends keyof Passing
    ? PassingPayload<Passing[T]>
    : never;

export function passing<Payload>(
  topic:
    | { readonly overflow: 'block' | 'shed_oldest'; readonly key?: (payload: Payload) => string }
    | { readonly overflow: 'coalesce'; readonly key: (payload: Payload) => string },
): PassingTopic<Payload> {
  return topic;
}
