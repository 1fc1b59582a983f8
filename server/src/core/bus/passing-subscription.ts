import { Cancelled, type Clock } from '../../base/index.ts';
import type { Overflow } from '../../protocol/index.ts';
import { Lanes, type Ending, type LaneOptions, type Slot } from './lanes.ts';
import type { SubscriptionHealth } from './health.ts';
import { limits } from './limits.ts';
import type { Envelope, Handling } from './message.ts';

export interface PassingPorts {
  readonly clock: Clock;
  readonly handle: (slot: Slot, handling: Handling) => Promise<void> | void;
  /** A message ended, or its handler gave a sign of life. */
  readonly onMove: () => void;
  readonly onDead: (envelope: Envelope, ending: Extract<Ending, { kind: 'dead' }>) => void;
  /** Its queue is full; told once until it is half empty again. */
  readonly onPressure: () => void;
}

export interface PassingOptions extends LaneOptions {
  readonly name: string;
  readonly topic: string;
  readonly overflow: Overflow;
  readonly depthMax: number;
}

interface Waiter {
  readonly slot: Slot;
  readonly admit: () => void;
}

/** A subscription to a topic that is not durable, with its bounded queue. */
export class PassingSubscription {
  readonly options: PassingOptions;
  readonly counts = { handled: 0, dead: 0, shed: 0, gaps: 0, coalesced: 0, depthHighest: 0 };
  readonly #ports: PassingPorts;
  readonly #lanes: Lanes;
  /** What waits, in the queue or for room in it, by key; kept only where newer messages take its place. */
  readonly #byKey = new Map<string, Slot>();
  readonly #waiters = new Set<Waiter>();
  #missed = 0;
  #isPressed = false;
  #isClosed = false;

  constructor(options: PassingOptions, ports: PassingPorts) {
    this.options = options;
    this.#ports = ports;
    this.#lanes = new Lanes(options, {
      clock: ports.clock,
      handle: (slot, handling) =>
        ports.handle(slot, {
          ...handling,
          working() {
            handling.working();
            ports.onMove();
          },
        }),
      onStart: (slot) => this.#started(slot),
      onEnd: (slot, ending) => this.#ended(slot, ending),
    });
  }

  get depth(): number {
    return this.#lanes.depth;
  }

  health(): SubscriptionHealth {
    const { name, topic, overflow } = this.options;
    const { depth, running, owed, abandoned } = this.#lanes;
    const oldest = this.#lanes.oldest();
    return {
      ...{ name, topics: [topic], overflow, depth, running, owed, abandoned, ...this.counts },
      lagMs: oldest ? this.#ports.clock.monotonic() - oldest.envelope.sinceMs : 0,
      publishersWaiting: this.#waiters.size,
      ...{ state: 'listening', lagMessages: depth + running + this.#waiters.size },
    };
  }

  /** Whether one more publisher would have to be refused. */
  isJammed(key: string): boolean {
    return (
      this.options.overflow !== 'shed_oldest' &&
      this.#waiters.size >= limits.publishersWaitingMax &&
      !this.#byKey.has(key)
    );
  }

  /** Takes a message in; a promise where its publisher has to wait for room. */
  offer(envelope: Envelope, signal: AbortSignal): Promise<void> | undefined {
    if (this.#isClosed) return undefined;
    const { overflow, depthMax } = this.options;
    const waiting = overflow === 'coalesce' ? this.#byKey.get(envelope.key) : undefined;
    if (waiting) {
      waiting.envelope = envelope;
      this.counts.coalesced += 1;
      return undefined;
    }
    const slot: Slot = { envelope, attempt: 1, missed: 0 };
    if (overflow === 'coalesce') this.#byKey.set(envelope.key, slot);
    if (this.depth < depthMax && this.#waiters.size === 0) this.#add(slot);
    else if (overflow === 'shed_oldest') this.#shedFor(slot);
    else return this.#wait(slot, signal);
    return undefined;
  }

  /** Puts a dead letter in again; false where there is no room. */
  offerAgain(envelope: Envelope): boolean {
    if (this.#isClosed || this.depth >= this.options.depthMax) return false;
    this.#add({ envelope, attempt: 1, missed: 0 });
    return true;
  }

  idle(): Promise<void> {
    return this.#lanes.idle();
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const { admit } of this.#waiters) admit();
    this.#waiters.clear();
    await this.#lanes.close();
  }

  #add(slot: Slot): void {
    this.#lanes.add(slot);
    this.counts.depthHighest = Math.max(this.counts.depthHighest, this.depth);
    if (this.depth >= this.options.depthMax) this.#press();
  }

  #shedFor(slot: Slot): void {
    const oldest = this.#lanes.oldest();
    this.counts.shed += 1;
    this.#missed += 1;
    // With all of them waiting for their next attempt, the new one gives way itself.
    if (!oldest) return;
    this.#lanes.add(slot);
    this.#lanes.remove(oldest);
  }

  #wait(slot: Slot, signal: AbortSignal): Promise<void> {
    this.#press();
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        slot,
        admit() {
          signal.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      const onAbort = () => {
        this.#waiters.delete(waiter);
        this.#forget(slot);
        reject(new Cancelled());
      };
      this.#waiters.add(waiter);
      if (signal.aborted) onAbort();
      else signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  #press(): void {
    if (this.#isPressed) return;
    this.#isPressed = true;
    this.#ports.onPressure();
  }

  #started(slot: Slot): void {
    this.#forget(slot);
    // Told with the first attempt only: a message that is tried again followed no gap.
    if (slot.attempt === 1 && this.#missed > 0) {
      slot.missed = this.#missed;
      this.#missed = 0;
      this.counts.gaps += 1;
    }
    this.#letIn();
  }

  #ended(slot: Slot, ending: Ending): void {
    this.#ports.onMove();
    if (ending.kind === 'handled') this.counts.handled += 1;
    if (ending.kind === 'dead') {
      this.counts.dead += 1;
      this.#ports.onDead(slot.envelope, ending);
    }
    this.#letIn();
  }

  #letIn(): void {
    if (this.depth <= this.options.depthMax / 2) this.#isPressed = false;
    for (const waiter of this.#waiters) {
      if (this.depth >= this.options.depthMax) return;
      this.#waiters.delete(waiter);
      this.#add(waiter.slot);
      waiter.admit();
    }
  }

  #forget(slot: Slot): void {
    const { key } = slot.envelope;
    if (this.#byKey.get(key) === slot) this.#byKey.delete(key);
  }
}
