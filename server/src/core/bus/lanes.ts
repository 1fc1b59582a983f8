import { isCancelled, type Clock } from '../../base/index.ts';
import { limits } from './limits.ts';
import type { Envelope, Handling } from './message.ts';
import { runHandler, type DeadReason, type HandlerBounds, type Outcome } from './run-handler.ts';

/** A message in a queue. What waits may be replaced by what is newer. */
export interface Slot {
  envelope: Envelope;
  attempt: number;
  /** Messages that gave way since the one before. */
  missed: number;
}

export type Ending =
  | { readonly kind: 'handled' }
  | { readonly kind: 'cancelled' }
  | {
      readonly kind: 'dead';
      readonly why: DeadReason;
      readonly error: string;
      readonly attempts: number;
    };

export interface LaneOptions extends HandlerBounds {
  /** Keys handled at the same time. */
  readonly concurrency: number;
  readonly attemptsMax: number;
  /** What happens to messages once too many handlers hang. */
  readonly whenStuck: 'dead' | 'pause';
}

export interface LanePorts {
  readonly clock: Clock;
  handle(slot: Slot, handling: Handling): Promise<void> | void;
  /** The highest goes first, among keys; in order of arrival where it is left out. */
  readonly rank?: (envelope: Envelope) => number;
  /** It no longer waits. */
  onStart(slot: Slot): void;
  /** Nothing more happens to it here. */
  onEnd(slot: Slot, ending: Ending): void;
}

/** The queue of one subscription, and its handlers at work: some keys at a time, each key in order. */
export class Lanes {
  readonly #options: LaneOptions;
  readonly #ports: LanePorts;
  readonly #busy = new Set<string>();
  readonly #running = new Map<Slot, AbortController>();
  readonly #closing = new AbortController();
  #waiting = new Set<Slot>();
  #held = 0;
  #abandoned = 0;
  #startedThisTurn = 0;
  #isScheduled = false;
  #isPaused = false;
  #whenIdle: (() => void)[] = [];

  constructor(options: LaneOptions, ports: LanePorts) {
    this.#options = options;
    this.#ports = ports;
  }

  /** Messages that wait, those that wait for their next attempt included. */
  get depth(): number {
    return this.#waiting.size + this.#held;
  }

  get running(): number {
    return this.#running.size;
  }

  /** Messages that could be handled now. What waits for its next attempt, or for its turn among processes, is not owed. */
  get owed(): number {
    const isHeld = this.#isPaused || (this.#running.size === 0 && this.#held > 0);
    return this.#running.size + (isHeld ? 0 : this.#waiting.size);
  }

  get abandoned(): number {
    return this.#abandoned;
  }

  get isStuck(): boolean {
    return this.#abandoned >= limits.abandonedMax;
  }

  oldest(): Slot | undefined {
    for (const slot of this.#waiting) return slot;
    return undefined;
  }

  waiting(): Iterable<Slot> {
    return this.#waiting;
  }

  add(slot: Slot): void {
    this.#waiting.add(slot);
    this.#schedule();
  }

  /** Takes back what still waits. */
  remove(slot: Slot): void {
    this.#waiting.delete(slot);
    this.#tellIdle();
  }

  /** Starts nothing more until `resume`; what runs goes on. */
  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.#schedule();
  }

  /** Resolves when nothing waits or runs. */
  idle(): Promise<void> {
    if (this.#isIdle()) return Promise.resolve();
    return new Promise((resolve) => this.#whenIdle.push(resolve));
  }

  /** Calls off what runs and waits for it, for as long as the grace. What waits is left as it is. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#waiting.clear();
    for (const controller of this.#running.values()) controller.abort();
    const patience = new AbortController();
    const over = this.#ports.clock.sleep(this.#options.graceMs, patience.signal).catch(() => undefined);
    await Promise.race([this.idle(), over]);
    patience.abort();
  }

  #isIdle(): boolean {
    return this.depth === 0 && this.#running.size === 0;
  }

  #tellIdle(): void {
    if (this.#whenIdle.length === 0 || !this.#isIdle()) return;
    const told = this.#whenIdle;
    this.#whenIdle = [];
    for (const resolve of told) resolve();
  }

  #schedule(): void {
    if (this.#isScheduled || this.#isPaused || this.#closing.signal.aborted) return;
    this.#isScheduled = true;
    if (this.#startedThisTurn < limits.turnMessagesMax) {
      queueMicrotask(() => this.#fill());
      return;
    }
    setImmediate(() => {
      this.#startedThisTurn = 0;
      this.#fill();
    });
  }

  #fill(): void {
    this.#isScheduled = false;
    if (this.#isPaused || this.#closing.signal.aborted) return;
    if (this.isStuck) {
      if (this.#options.whenStuck === 'dead') this.#buryWaiting();
      return;
    }
    while (this.#running.size < this.#options.concurrency) {
      if (this.#startedThisTurn >= limits.turnMessagesMax) {
        this.#schedule();
        return;
      }
      const slot = this.#pick();
      if (!slot) return;
      this.#startedThisTurn += 1;
      void this.#run(slot);
    }
  }

  /** The next message whose key is free: the first, or the one that ranks highest. */
  #pick(): Slot | undefined {
    const { rank } = this.#ports;
    const passed = new Set<string>();
    let best: Slot | undefined;
    let bestRank = -Infinity;
    for (const slot of this.#waiting) {
      const { key } = slot.envelope;
      if (this.#busy.has(key)) continue;
      if (!rank) return slot;
      // Behind the first of its key, nothing of that key may go first.
      if (passed.has(key)) continue;
      passed.add(key);
      const own = rank(slot.envelope);
      if (own > bestRank) [best, bestRank] = [slot, own];
    }
    return best;
  }

  async #run(slot: Slot): Promise<void> {
    const controller = new AbortController();
    this.#waiting.delete(slot);
    this.#busy.add(slot.envelope.key);
    this.#running.set(slot, controller);
    this.#ports.onStart(slot);
    const outcome = await runHandler(
      (handling) => this.#ports.handle(slot, handling),
      this.#options,
      this.#ports.clock,
      controller,
    );
    this.#running.delete(slot);
    if (this.#isTriedAgain(slot, outcome)) void this.#holdAndTryAgain(slot);
    else this.#end(slot, this.#endingOf(slot, outcome));
  }

  #isTriedAgain({ attempt }: Slot, outcome: Outcome): boolean {
    if (outcome.kind !== 'failed' || outcome.isFinal) return false;
    return attempt < this.#options.attemptsMax && !this.#closing.signal.aborted;
  }

  #endingOf({ attempt }: Slot, outcome: Outcome): Ending {
    if (outcome.kind === 'handled' || outcome.kind === 'cancelled') return outcome;
    if (outcome.kind === 'abandoned') {
      this.#abandoned += 1;
      void outcome.ended.then(() => {
        this.#abandoned -= 1;
        this.#schedule();
      });
    }
    const why = outcome.kind === 'abandoned' ? 'overdue' : outcome.why;
    return { kind: 'dead', why, error: outcome.error, attempts: attempt };
  }

  /** Its key waits for it; other keys go on. */
  async #holdAndTryAgain(slot: Slot): Promise<void> {
    const delayMs = Math.min(limits.retryFirstMs * 2 ** (slot.attempt - 1), limits.retryMaxMs);
    this.#held += 1;
    this.#schedule();
    try {
      await this.#ports.clock.sleep(delayMs, this.#closing.signal);
    } catch (thrown) {
      this.#held -= 1;
      if (!isCancelled(thrown)) throw thrown;
      this.#end(slot, { kind: 'cancelled' });
      return;
    }
    this.#held -= 1;
    slot.attempt += 1;
    this.#busy.delete(slot.envelope.key);
    this.#waiting = new Set([slot, ...this.#waiting]);
    this.#schedule();
  }

  #end(slot: Slot, ending: Ending): void {
    this.#busy.delete(slot.envelope.key);
    this.#ports.onEnd(slot, ending);
    this.#tellIdle();
    this.#schedule();
  }

  #buryWaiting(): void {
    const error = `${this.#abandoned} of its handlers hang.`;
    for (const slot of [...this.#waiting]) {
      this.#waiting.delete(slot);
      this.#ports.onStart(slot);
      this.#ports.onEnd(slot, { kind: 'dead', why: 'stuck', error, attempts: slot.attempt - 1 });
    }
    this.#tellIdle();
  }
}
