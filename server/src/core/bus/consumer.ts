import {
  Bell,
  isCancelled,
  isRefusal,
  linger,
  messageOf,
  type Clock,
  type Refusal,
} from '../../base/index.ts';
import type { DurableTopic, PayloadOf } from '../../protocol/index.ts';
import type { Log } from '../log/index.ts';
import type { ConsumeOptions } from './bus.ts';
import type { ConsumerState, Deliveries } from './deliveries.ts';
import { entryAt } from './entry-at.ts';
import type { SubscriptionHealth } from './health.ts';
import type { Ending, Slot } from './lanes.ts';
import { limits } from './limits.ts';
import { LogLanes } from './log-lanes.ts';
import type { HandleAny, Handling } from './message.ts';
import { Hopeless } from './run-handler.ts';
import { Settled } from './settled.ts';

/** Keeps every other process from handling what is meant for a consumer, until released. */
export type Claim = (consumer: string, signal: AbortSignal) => Promise<Hold | Refusal>;

interface Hold {
  release(): Promise<void>;
}

export interface ConsumerPorts {
  readonly log: Pick<Log, 'append' | 'read'>;
  /** Reads what other processes appended. */
  readonly catchUp: () => Promise<unknown>;
  readonly deliveries: Deliveries;
  readonly clock: Clock;
  readonly claim: Claim;
  readonly handle: HandleAny;
  readonly onMove: () => void;
  readonly note: (message: string) => void;
}

export interface ConsumerIdentity {
  readonly name: string;
  readonly topics: readonly DurableTopic[];
  /** What the log says of it now. */
  readonly state: () => ConsumerState;
}

/**
 * Hands durable messages to one handler under a name, until each is handled or a dead letter; what it has handled is durable
 * as well. One process at a time does so, and only while there is something to do.
 */
export class Consumer {
  readonly #identity: ConsumerIdentity;
  readonly #ports: ConsumerPorts;
  readonly #work: LogLanes;
  readonly #bell = new Bell();
  readonly #closing = new AbortController();
  readonly #listening: { dispose(): void };
  readonly #running: Promise<void>;
  readonly #counts = { handled: 0, dead: 0 };
  #settled: Settled;
  #phase: 'idle' | 'handling' | 'elsewhere' = 'idle';
  /** Records that were there when it got its turn: another process may have died of them. */
  #leftoverSeq = 0;
  #flushing: Promise<void> | undefined;
  #idlers: (() => void)[] = [];

  constructor(identity: ConsumerIdentity, options: ConsumeOptions<never>, ports: ConsumerPorts) {
    const { name, topics, state } = identity;
    this.#identity = identity;
    this.#ports = ports;
    this.#settled = new Settled(state());
    this.#work = new LogLanes(
      {
        ...{ topics: new Set<string>(topics), afterSeq: state().throughSeq },
        ...{ whenStuck: 'pause', graceMs: limits.graceMs, concurrency: 1 },
        ...{ deadlineMs: limits.handlerMsMax, attemptsMax: limits.attemptsMax, ...options },
      },
      {
        ...{ log: ports.log, deliveries: ports.deliveries, clock: ports.clock, onMove: ports.onMove },
        isOpen: (seq) => this.#settled.isOpen(seq),
        handle: (slot, handling) => this.#handle(slot, handling),
        onTaken: (seq) => this.#settled.take(seq),
        onEnd: (slot, ending) => this.#ended(slot, ending),
        onLive: () => this.#bell.ring(),
        onDamage: (damage) => {
          ports.note(`${name} cannot read on: ${damage}`);
          this.#bell.ring();
        },
        onReplaced: () => void (this.#settled = new Settled(state())),
      },
    );
    this.#work.lanes.pause();
    this.#listening = ports.deliveries.onEntry(() => this.#bell.ring());
    this.#running = this.#run(this.#closing.signal);
  }

  /** Resolves when nothing is left to do, here or in another process. */
  idle(): Promise<void> {
    if (this.#phase === 'idle' && !this.#hasWork()) return Promise.resolve();
    return new Promise((resolve) => this.#idlers.push(resolve));
  }

  health(): SubscriptionHealth {
    const { name, topics, state } = this.#identity;
    const { lanes, feed, depthHighest } = this.#work;
    const { published, acknowledged } = state();
    const oldest = lanes.oldest();
    return {
      ...{ name, topics, overflow: 'log', state: feed.isDamaged ? 'damaged' : this.#phase },
      ...{
        depth: lanes.depth,
        depthHighest,
        running: lanes.running,
        owed: lanes.owed,
        abandoned: lanes.abandoned,
      },
      lagMessages: Math.max(0, published - acknowledged),
      lagMs: oldest ? this.#ports.clock.now() - oldest.envelope.timeMs : 0,
      ...{ gaps: feed.gaps, shed: 0, coalesced: 0, publishersWaiting: 0, ...this.#counts },
    };
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
    this.#listening.dispose();
    this.#tellIdle();
  }

  #hasWork(): boolean {
    const { latestSeq, throughSeq, redo } = this.#identity.state();
    return latestSeq > throughSeq || redo.size > 0;
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.#untilWork(signal);
        const hold = await this.#ports.claim(this.#identity.name, signal);
        if (isRefusal(hold)) await this.#waitForOthers(signal);
        else await this.#turn(hold, signal);
      } catch (thrown) {
        if (isCancelled(thrown)) continue;
        this.#ports.note(`${this.#identity.name} is held up: ${messageOf(thrown)}`);
        await this.#ports.clock.sleep(limits.logRetryMs, signal).catch(() => undefined);
      }
    }
    await this.#work.close();
  }

  async #untilWork(signal: AbortSignal): Promise<void> {
    while (!this.#hasWork()) {
      this.#phase = 'idle';
      this.#tellIdle();
      await this.#bell.wait(signal);
    }
  }

  async #waitForOthers(signal: AbortSignal): Promise<void> {
    this.#phase = 'elsewhere';
    await this.#ports.clock.sleep(limits.elsewhereMs, signal);
    await this.#ports.catchUp();
  }

  /** All that is left to do, while no other process may. */
  async #turn(hold: Hold, signal: AbortSignal): Promise<void> {
    const { state } = this.#identity;
    try {
      await this.#ports.catchUp();
      this.#settled.startFrom(state());
      this.#work.dropHandled();
      this.#leftoverSeq = this.#ports.deliveries.lastSeq;
      this.#phase = 'handling';
      this.#work.lanes.resume();
      await this.#untilDone(signal);
    } finally {
      this.#work.lanes.pause();
      if (signal.aborted) await this.#work.close();
      await this.#flush();
      this.#phase = 'idle';
      await hold.release();
    }
  }

  async #untilDone(signal: AbortSignal): Promise<void> {
    for (;;) {
      await this.#redeliver(signal);
      if (!this.#isDone()) {
        await this.#bell.wait(signal);
        continue;
      }
      await this.#flush();
      // Whoever publishes one after the other need not wait for the turn each time.
      await linger(this.#bell, limits.lingerMs, this.#ports.clock, signal);
      if (this.#isDone() && !this.#settled.isDirty) return;
    }
  }

  #isDone(): boolean {
    const { feed } = this.#work;
    const isRead = feed.isLive || feed.isDamaged;
    return isRead && this.#settled.openCount === 0 && this.#identity.state().redo.size === 0;
  }

  async #redeliver(signal: AbortSignal): Promise<void> {
    const { name, state } = this.#identity;
    for (const seq of state().redo) {
      if (!this.#settled.redo(seq)) continue;
      const entry = await entryAt(seq, this.#ports.log, signal);
      if (entry) this.#work.deliver(entry);
      else {
        this.#ports.note(`Record ${seq} is gone, so it cannot be delivered to ${name} again.`);
        this.#settle(seq);
      }
    }
  }

  async #handle(slot: Slot, handling: Handling): Promise<void> {
    const { topic, payload, number, timeMs } = slot.envelope;
    const { attempt, missed } = slot;
    if (number <= this.#leftoverSeq && attempt === 1) await this.#countLife(number);
    await this.#ports.handle({ topic, payload, number, timeMs, attempt, missed }, handling);
  }

  async #countLife(seq: number): Promise<void> {
    const { name, state } = this.#identity;
    const life = (state().lives.get(seq) ?? 0) + 1;
    if (life > limits.livesMax)
      throw new Hopeless(`${limits.livesMax} processes ended in the middle of handling it.`, 'crashed');
    await this.#record('bus.resumed', { consumer: name, seq, life });
  }

  #ended({ envelope }: Slot, ending: Ending): void {
    const { number: seq, topic } = envelope;
    if (ending.kind === 'cancelled') this.#settled.spare(seq);
    if (ending.kind === 'dead') void this.#bury(seq, topic, ending);
    if (ending.kind === 'handled') {
      this.#counts.handled += 1;
      this.#settle(seq);
    }
  }

  /** Handled only once the letter is durable: else the message would be in neither place. */
  async #bury(seq: number, topic: string, ending: Extract<Ending, { kind: 'dead' }>): Promise<void> {
    this.#counts.dead += 1;
    const { why, attempts } = ending;
    const error = ending.error.slice(0, limits.errorLengthMax);
    try {
      const consumer = this.#identity.name;
      await this.#record('bus.dead_letter', { consumer, seq, topic, why, error, attempts });
      this.#settle(seq);
    } catch (thrown) {
      // The end came first: the next process tries again.
      if (!isCancelled(thrown)) this.#ports.note(messageOf(thrown));
    }
  }

  #settle(seq: number): void {
    this.#settled.settle(seq);
    this.#flushing ??= this.#flushSoon();
    this.#bell.ring();
  }

  /** What is handled within a moment is recorded together. */
  async #flushSoon(): Promise<void> {
    try {
      await this.#ports.clock.sleep(limits.acknowledgeDelayMs, this.#closing.signal);
      await this.#acknowledge();
    } catch (thrown) {
      if (!isCancelled(thrown)) this.#ports.note(messageOf(thrown));
    } finally {
      this.#flushing = undefined;
    }
  }

  async #flush(): Promise<void> {
    await this.#flushing;
    await this.#acknowledge();
  }

  /** What cannot be recorded now is recorded with what comes next; until then it would be delivered again. */
  async #acknowledge(): Promise<void> {
    if (!this.#settled.isDirty || this.#phase !== 'handling') return;
    const { payload, isRecorded } = this.#settled.statement(this.#work.feed.cursorSeq);
    const consumer = this.#identity.name;
    const answer = await this.#ports.log.append('bus.acknowledged', { consumer, ...payload });
    if (isRefusal(answer)) this.#ports.note(answer.message);
    else isRecorded();
  }

  async #record<T extends DurableTopic>(topic: T, payload: PayloadOf<T>): Promise<void> {
    for (;;) {
      const answer = await this.#ports.log.append(topic, payload);
      if (!isRefusal(answer)) return;
      this.#ports.note(answer.message);
      await this.#ports.clock.sleep(limits.logRetryMs, this.#closing.signal);
    }
  }

  #tellIdle(): void {
    const told = this.#idlers;
    this.#idlers = [];
    for (const resolve of told) resolve();
  }
}
