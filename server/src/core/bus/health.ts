import type { Overflow } from '../../protocol/index.ts';

/** How one subscription keeps up. */
export interface SubscriptionHealth {
  readonly name: string;
  readonly topics: readonly string[];
  readonly overflow: Overflow | 'log';
  /** `elsewhere`: another process handles its messages. `damaged`: the log cannot be read any further. */
  readonly state: 'listening' | 'idle' | 'handling' | 'elsewhere' | 'damaged';
  /** Messages that were published and not handled yet, wherever they wait. */
  readonly lagMessages: number;
  /** Messages that wait in memory, and the most that ever did. */
  readonly depth: number;
  readonly depthHighest: number;
  readonly running: number;
  /** Messages that could be handled now: those that run, and those that nothing but them keeps waiting. */
  readonly owed: number;
  /** Age of the oldest message that waits. */
  readonly lagMs: number;
  readonly handled: number;
  readonly dead: number;
  /** Messages that gave way to newer ones, and how often the subscriber was told so. */
  readonly shed: number;
  readonly gaps: number;
  readonly coalesced: number;
  readonly publishersWaiting: number;
  /** Handlers that went on after their deadline. */
  readonly abandoned: number;
}

export interface TopicHealth {
  readonly topic: string;
  readonly published: number;
  /** Of the subscription that is furthest behind. */
  readonly depth: number;
  readonly lagMs: number;
}

export interface BusHealth {
  readonly topics: readonly TopicHealth[];
  readonly subscriptions: readonly SubscriptionHealth[];
  readonly deadLetters: number;
  readonly deadLettersDropped: number;
}

export function topicsHealth(
  published: ReadonlyMap<string, number>,
  subscriptions: readonly SubscriptionHealth[],
): readonly TopicHealth[] {
  return [...published].map(([topic, count]) => {
    const own = subscriptions.filter(({ topics }) => topics.includes(topic));
    return {
      topic,
      published: count,
      depth: Math.max(0, ...own.map(({ depth }) => depth)),
      lagMs: Math.max(0, ...own.map(({ lagMs }) => lagMs)),
    };
  });
}
