import { bug, refused, type Clock, type Refusal } from '../../base/index.ts';
import type { PassingTopic, PassingTopics } from '../../protocol/index.ts';
import type { Published, SubscribeOptions } from './bus.ts';
import type { DeadLetters } from './dead-letters.ts';
import type { SubscriptionHealth } from './health.ts';
import { limits } from './limits.ts';
import type { Envelope, HandleAny } from './message.ts';
import type { Ending, Slot } from './lanes.ts';
import { PassingSubscription } from './passing-subscription.ts';

const never = new AbortController().signal;

export interface PassingBusPorts {
  readonly topics: PassingTopics;
  readonly clock: Clock;
  readonly letters: DeadLetters;
}

/** The topics that live in memory, and who listens to them. */
export class PassingBus {
  readonly #ports: PassingBusPorts;
  readonly #subscriptions = new Map<string, Set<PassingSubscription>>();
  readonly #published = new Map<string, number>();
  #moved = 0;

  constructor(ports: PassingBusPorts) {
    this.#ports = ports;
  }

  get published(): ReadonlyMap<string, number> {
    return this.#published;
  }

  get moved(): number {
    return this.#moved;
  }

  /** Answers at once where nobody has to wait. */
  publish(
    topic: string,
    payload: unknown,
    signal: AbortSignal,
  ): Published | Refusal | Promise<Published | Refusal> {
    const receivers = [...(this.#subscriptions.get(topic) ?? [])];
    const number = (this.#published.get(topic) ?? 0) + 1;
    const envelope = this.#enclose(topic, payload, number);
    const jammed = receivers.find((each) => each.isJammed(envelope.key));
    if (jammed)
      return refused(
        `${limits.publishersWaitingMax} publishers wait for ${jammed.options.name} on ${topic} already: publish when it has caught up.`,
      );
    this.#published.set(topic, number);
    const waits = receivers.flatMap((each) => each.offer(envelope, signal) ?? []);
    return waits.length === 0 ? { number } : Promise.all(waits).then(() => ({ number }));
  }

  subscribe(topic: string, options: SubscribeOptions, handle: HandleAny): PassingSubscription {
    const { clock } = this.#ports;
    if (this.health().length >= limits.subscriptionsMax) bug('nobody ends subscriptions any more');
    const subscription: PassingSubscription = new PassingSubscription(
      {
        ...{ topic, overflow: this.#definition(topic).overflow, whenStuck: 'dead', graceMs: limits.graceMs },
        ...{ depthMax: limits.depthMax, concurrency: 1, deadlineMs: limits.handlerMsMax, attemptsMax: 1 },
        ...options,
      },
      {
        clock,
        handle: (slot, handling) => handle(messageOf(slot), handling),
        onMove: () => void (this.#moved += 1),
        onDead: (envelope, ending) => this.#bury(subscription, envelope, ending),
        onPressure: () => this.#tellPressure(subscription),
      },
    );
    const own = this.#subscriptions.get(topic) ?? new Set();
    this.#subscriptions.set(topic, own.add(subscription));
    return subscription;
  }

  async end(subscription: PassingSubscription): Promise<void> {
    this.#subscriptions.get(subscription.options.topic)?.delete(subscription);
    await subscription.close();
  }

  health(): readonly SubscriptionHealth[] {
    return [...this.#subscriptions.values()].flatMap((own) => [...own].map((each) => each.health()));
  }

  async close(): Promise<void> {
    const all = [...this.#subscriptions.values()].flatMap((own) => [...own]);
    await Promise.all(all.map((subscription) => this.end(subscription)));
  }

  #definition(topic: string): PassingTopic<never> {
    return this.#ports.topics[topic] ?? bug(`there is no topic ${topic}`);
  }

  #enclose(topic: string, payload: unknown, number: number): Envelope {
    const { clock } = this.#ports;
    // The map of topics ties each payload to its topic; here only the tie is left.
    const key = `${topic} ${this.#definition(topic).key?.(payload as never) ?? ''}`;
    return { topic, payload, number, timeMs: clock.now(), sinceMs: clock.monotonic(), key };
  }

  #bury(
    subscription: PassingSubscription,
    envelope: Envelope,
    ending: Extract<Ending, { kind: 'dead' }>,
  ): void {
    const { name } = subscription.options;
    const { topic, payload, number } = envelope;
    const { why, error, attempts } = ending;
    this.#ports.letters.add(
      { subscription: name, topic, payload, number, why, error, attempts, timeMs: this.#ports.clock.now() },
      () => {
        if (subscription.isClosed) return `${name} does not listen any more.`;
        return subscription.offerAgain(envelope)
          ? undefined
          : `The queue of ${name} is full: try again later.`;
      },
    );
  }

  #tellPressure({ options, depth, counts }: PassingSubscription): void {
    const { name, topic, depthMax } = options;
    // A map without the topic has nobody to tell; pressure on the topic itself is in its health.
    if (!('bus.pressure' in this.#ports.topics) || topic === 'bus.pressure') return;
    void this.publish(
      'bus.pressure',
      { subscription: name, topic, depth, depthMax, shed: counts.shed },
      never,
    );
  }
}

export function messageOf({ envelope, attempt, missed }: Slot) {
  const { topic, payload, number, timeMs } = envelope;
  return { topic, payload, number, timeMs, attempt, missed };
}
