import { Cancelled, Emitter, type Clock, type Listen } from '../../base/index.ts';
import { limits } from './limits.ts';

/** How much of one kind of work runs at the same time: as much as the machine bears, found out by how long it takes. */
export interface AdaptiveLimit {
  /** Runs work when it is its turn. `kind` names what takes about the same time each time. `full` when too much waits. */
  run<T>(kind: string, work: () => Promise<T>, signal: AbortSignal): Promise<T | 'full'>;
  limit(): number;
  readonly onDidChange: Listen<number>;
  load(): { readonly running: number; readonly waiting: number };
}

export interface AdaptiveLimitOptions {
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly initial: number;
  readonly max: number;
  /** Whether the machine is under pressure now, whatever the latency says. */
  readonly isPressed: () => boolean;
}

/** How much slower than usual is still usual. */
const tolerance = 1.5;
/** What is tried beyond the estimate while it is fast. */
const headroom = 1;
/** How much of a new estimate is believed at once. */
const smoothing = 0.2;
/** No single measurement takes more than half. */
const gradientMin = 0.5;
/** Measurements that the usual time is made of. */
const memory = 50;
/** Where it has become twice as fast, what is usual follows sooner. */
const recovery = 0.95;

/**
 * The gradient of latency, as Netflix's concurrency-limits has it (`Gradient2Limit`, after TCP Vegas): while work takes its
 * usual time, one more is tried; as it takes longer, the limit falls in proportion. What is usual is remembered for each
 * kind apart, as a type check and a linter have nothing in common. The ceiling bounds the drift that the algorithm has where
 * everything is slow for long; pressure of the machine overrides it.
 */
export function createAdaptiveLimit(options: AdaptiveLimitOptions): AdaptiveLimit {
  const { clock, max, isPressed } = options;
  const usualMs = new Map<string, number>();
  const changed = new Emitter<number>();
  const waiting: { readonly start: () => void }[] = [];
  let estimate = Math.min(max, Math.max(1, options.initial));
  let running = 0;

  const limit = () => Math.max(1, Math.floor(estimate));

  function learn(kind: string, tookMs: number, wereRunning: number): void {
    const before = usualMs.get(kind) ?? tookMs;
    const averaged = before + (tookMs - before) / memory;
    const usual = averaged > 2 * tookMs ? averaged * recovery : averaged;
    usualMs.delete(kind);
    usualMs.set(kind, usual);
    const [oldest] = usualMs.keys();
    if (usualMs.size > limits.kindsMax && oldest !== undefined) usualMs.delete(oldest);
    // What hardly runs says nothing of how much may.
    if (!isPressed() && wereRunning < estimate / 2) return;
    const gradient = isPressed()
      ? gradientMin
      : Math.max(gradientMin, Math.min(1, (tolerance * usual) / Math.max(tookMs, Number.MIN_VALUE)));
    const aimed = estimate * gradient + (isPressed() ? 0 : headroom);
    const limitBefore = limit();
    estimate = Math.min(max, Math.max(1, estimate * (1 - smoothing) + aimed * smoothing));
    if (limit() !== limitBefore) changed.fire(limit());
  }

  function startWaiting(): void {
    while (running < limit()) {
      const next = waiting.shift();
      if (!next) return;
      next.start();
    }
  }

  function turn(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(new Cancelled());
    if (running < limit() && waiting.length === 0) {
      running += 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const entry = {
        start() {
          signal.removeEventListener('abort', onAbort);
          running += 1;
          resolve();
        },
      };
      const onAbort = () => {
        waiting.splice(waiting.indexOf(entry), 1);
        reject(new Cancelled());
      };
      signal.addEventListener('abort', onAbort, { once: true });
      waiting.push(entry);
    });
  }

  return {
    async run(kind, work, signal) {
      if (waiting.length >= limits.waitingMax) return 'full';
      await turn(signal);
      const startedMs = clock.monotonic();
      const wereRunning = running;
      try {
        const result = await work();
        // What was called off, or failed, took whatever it took.
        if (!signal.aborted) learn(kind, clock.monotonic() - startedMs, wereRunning);
        return result;
      } finally {
        running -= 1;
        startWaiting();
      }
    },
    limit,
    onDidChange: changed.event,
    load: () => ({ running, waiting: waiting.length }),
  };
}
