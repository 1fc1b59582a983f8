import { Cancelled, type Clock } from '../../server/src/base/index.ts';

interface Timer {
  readonly atMs: number;
  readonly order: number;
  readonly ring: () => void;
}

/**
 * Time that passes only where a test says so, and in one order: everything that is due at the same moment rings in the
 * order in which it was asked for.
 */
export class VirtualClock implements Clock {
  readonly #timers = new Set<Timer>();
  readonly #startMs: number;
  #elapsedMs = 0;
  #order = 0;

  constructor(startMs = 1_700_000_000_000) {
    this.#startMs = startMs;
  }

  now(): number {
    return this.#startMs + this.#elapsedMs;
  }

  monotonic(): number {
    return this.#elapsedMs;
  }

  sleep(delayMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(new Cancelled());
        return;
      }
      const onAbort = () => {
        this.#timers.delete(timer);
        reject(new Cancelled());
      };
      const timer: Timer = {
        atMs: this.#elapsedMs + Math.max(0, delayMs),
        order: this.#order++,
        ring: () => {
          signal.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      this.#timers.add(timer);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  /** Sleepers that nobody woke: a leak, once everything has been stopped. */
  get sleeping(): number {
    return this.#timers.size;
  }

  /** Lets everything happen that needs no time. */
  async settle(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
  }

  async advance(byMs: number): Promise<void> {
    const untilMs = this.#elapsedMs + byMs;
    await this.settle();
    for (let next = this.#next(); next && next.atMs <= untilMs; next = this.#next()) {
      this.#timers.delete(next);
      this.#elapsedMs = Math.max(this.#elapsedMs, next.atMs);
      next.ring();
      await this.settle();
    }
    this.#elapsedMs = untilMs;
  }

  #next(): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers)
      if (!first || timer.atMs < first.atMs || (timer.atMs === first.atMs && timer.order < first.order))
        first = timer;
    return first;
  }
}
