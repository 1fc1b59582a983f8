import { bug, isRefusal, refused, type Clock, type Refusal } from '../../base/index.ts';
import { addressOf, durableTopics, type DurableTopic, type PayloadOf } from '../../protocol/index.ts';
import type { Log, LogCondition } from '../log/index.ts';
import type { ConsumeOptions, FollowOptions, Published } from './bus.ts';
import { Consumer, type Claim } from './consumer.ts';
import type { DeadLetter, DeadLetters } from './dead-letters.ts';
import type { Deliveries } from './deliveries.ts';
import { entryAt } from './entry-at.ts';
import { Follower } from './follower.ts';
import type { SubscriptionHealth } from './health.ts';
import { limits } from './limits.ts';
import type { HandleAny } from './message.ts';

export interface DurablePorts {
  readonly log: Pick<Log, 'append' | 'appendUnless' | 'read' | 'catchUp'>;
  /** A projection of that log. */
  readonly deliveries: Deliveries;
  /** Left out: there is no other process. */
  readonly claim?: Claim;
  readonly note: (message: string) => void;
}

interface DurableBusPorts extends DurablePorts {
  readonly clock: Clock;
  readonly letters: DeadLetters;
}

const noOther: Claim = () => Promise.resolve({ release: () => Promise.resolve() });

/** The topics that are logged before they are delivered. */
export class DurableBus {
  readonly #ports: DurableBusPorts;
  readonly #consumers = new Map<string, Consumer>();
  readonly #followers = new Set<Follower>();
  /** What is on its way into the log, by topic and id: one group of records is judged before any of it is there. */
  readonly #publishing = new Map<string, Promise<Published | Refusal>>();
  #moved = 0;

  constructor(ports: DurableBusPorts) {
    this.#ports = ports;
  }

  /** Resolves when the record would survive a power cut. */
  publish<T extends DurableTopic>(topic: T, payload: PayloadOf<T>): Promise<Published | Refusal> {
    const { deliveries } = this.#ports;
    const full = deliveries.consumersOf(topic).find((name) => this.#isFull(name));
    if (full !== undefined)
      return Promise.resolve(
        refused(`${limits.backlogMax} messages wait for ${full} already: publish when it has caught up.`),
      );
    const { id } = addressOf(topic, payload);
    return id === undefined ? this.#append(topic, payload) : this.#appendOnce(topic, payload, id);
  }

  /** A refusal when the log cannot be read to its end: what is not certain is not delivered. */
  async consume(
    name: string,
    topics: readonly DurableTopic[],
    options: ConsumeOptions<never>,
    handle: HandleAny,
  ): Promise<Consumer | Refusal> {
    const { log, deliveries, clock, note, claim = noOther } = this.#ports;
    if (this.#consumers.has(name)) bug(`${name} consumes already`);
    const { damage } = await this.catchUp();
    if (damage !== undefined) return refused(damage);
    const state = () => deliveries.of(name) ?? bug(`there is no consumer ${name}`);
    const consumer = new Consumer({ name, topics, state }, options, {
      ...{ log, deliveries, clock, claim, handle, note },
      catchUp: () => this.catchUp(),
      onMove: () => void (this.#moved += 1),
    });
    this.#consumers.set(name, consumer);
    return consumer;
  }

  async follow(
    topics: readonly DurableTopic[],
    options: FollowOptions,
    handle: HandleAny,
  ): Promise<Follower | Refusal> {
    const { log, deliveries, clock, letters, note } = this.#ports;
    const { damage } = await this.catchUp();
    if (damage !== undefined) return refused(damage);
    const follower = new Follower(topics, options, {
      ...{ log, deliveries, clock, handle, note },
      onMove: () => void (this.#moved += 1),
      onDead: ({ topic, number, payload }, { why, error, attempts }) =>
        letters.add(
          {
            ...{ subscription: options.name, topic, payload, number, why, error, attempts },
            timeMs: clock.now(),
          },
          () => 'A follower gets each message once: read it in the log.',
        ),
    });
    this.#followers.add(follower);
    return follower;
  }

  async end(subscription: Consumer | Follower): Promise<void> {
    for (const [name, consumer] of this.#consumers)
      if (consumer === subscription) this.#consumers.delete(name);
    if (subscription instanceof Follower) this.#followers.delete(subscription);
    await subscription.close();
  }

  recordOf(topic: DurableTopic, id: string): number | undefined {
    return this.#ports.deliveries.seqOf(topic, id);
  }

  async read<T extends DurableTopic>(
    topic: T,
    id: string,
    signal: AbortSignal,
  ): Promise<PayloadOf<T> | undefined> {
    const seq = this.recordOf(topic, id);
    const entry = seq === undefined ? undefined : await entryAt(seq, this.#ports.log, signal);
    const { success, data } = durableTopics[topic].schema.safeParse(entry?.payload);
    return success ? (data as PayloadOf<T>) : undefined;
  }

  /** Of the consumers, as the log knows them, newest first. */
  letters(): readonly DeadLetter[] {
    const { deliveries } = this.#ports;
    return deliveries
      .consumers()
      .flatMap((consumer) => [...(deliveries.of(consumer)?.letters.values() ?? [])])
      .sort((a, b) => b.timeMs - a.timeMs)
      .map(({ consumer, seq, topic, why, error, attempts, timeMs }) => ({
        ...{ id: `${consumer}:${seq}`, subscription: consumer, topic, number: seq },
        ...{ why, error, attempts, timeMs },
      }));
  }

  /** `undefined` when it is no letter of a consumer. */
  async redeliver(id: string): Promise<'on its way' | Refusal | undefined> {
    const letter = this.letters().find((each) => each.id === id);
    if (!letter) return undefined;
    const { subscription: consumer, number: seq } = letter;
    const answer = await this.#ports.log.append('bus.redelivered', { consumer, seq });
    return isRefusal(answer) ? answer : 'on its way';
  }

  async catchUp(): Promise<LogCondition> {
    const condition = await this.#ports.log.catchUp();
    this.#ports.deliveries.folded(condition.lastSeq);
    return condition;
  }

  get published(): ReadonlyMap<string, number> {
    return this.#ports.deliveries.published;
  }

  get moved(): number {
    return this.#moved;
  }

  health(): readonly SubscriptionHealth[] {
    return [...this.#consumers.values(), ...this.#followers].map((each) => each.health());
  }

  async close(): Promise<void> {
    await Promise.all([...this.#consumers.values(), ...this.#followers].map((each) => this.end(each)));
  }

  #isFull(consumer: string): boolean {
    const state = this.#ports.deliveries.of(consumer);
    return state !== undefined && state.published - state.acknowledged >= limits.backlogMax;
  }

  async #append<T extends DurableTopic>(topic: T, payload: PayloadOf<T>): Promise<Published | Refusal> {
    const answer = await this.#ports.log.append(topic, payload);
    return isRefusal(answer) ? answer : { number: answer.seq };
  }

  #appendOnce<T extends DurableTopic>(
    topic: T,
    payload: PayloadOf<T>,
    id: string,
  ): Promise<Published | Refusal> {
    const name = `${topic} ${id}`;
    const before = this.#publishing.get(name);
    // Whoever comes second is told what became of the first.
    if (before)
      return before.then((answer) => (isRefusal(answer) ? answer : { ...answer, isRepeated: true }));
    const publishing = this.#appendUnlessThere(topic, payload, id).finally(
      () => void this.#publishing.delete(name),
    );
    this.#publishing.set(name, publishing);
    return publishing;
  }

  async #appendUnlessThere<T extends DurableTopic>(topic: T, payload: PayloadOf<T>, id: string) {
    const { log, deliveries } = this.#ports;
    const seqThere = () => deliveries.seqOf(topic, id);
    const answer = await log.appendUnless(topic, payload, () => seqThere() !== undefined);
    if (answer === 'there') return { number: seqThere() ?? 0, isRepeated: true as const };
    return isRefusal(answer) ? answer : { number: answer.seq };
  }
}
