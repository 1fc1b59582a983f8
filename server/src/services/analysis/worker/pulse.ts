import { Cancelled, type Clock } from '../../../base/index.ts';
import type { AnalysisLimits } from '../limits.ts';
import { cancellationToken, ts } from '../typescript.ts';
import type { FromProcess } from '../wire.ts';

/** One request on its way: whether it is still wanted, and the sign of life that goes out while it runs. */
export interface Job {
  readonly token: ts.CancellationToken;
  /** Throws `Cancelled` when nobody wants the answer any more. Cheap: call it often. */
  check(): void;
  /** Says what is being done, for a progress display. */
  progress(message: string): void;
  /** Lets other requests in when this one has held the process long enough; then as `check`. */
  breathe(): Promise<void>;
  /** Milliseconds since the request was taken up. */
  elapsedMs(): number;
}

export interface PulsePorts {
  readonly clock: Clock;
  readonly limits: AnalysisLimits;
  send(message: FromProcess): void;
  residentBytes(): number;
  /** The parent is still there. Asked from inside a check, where the event loop cannot tell. */
  parentAlive(): boolean;
  exit(): never;
}

/**
 * A check of the compiler holds the event loop, so neither a cancellation nor a heartbeat can pass through it. Both are
 * done from the compiler's own cancellation points instead: a flag file is looked for, and a beat is written.
 */
export function createPulse(ports: PulsePorts) {
  const { clock, limits } = ports;
  let beatAtMs = Number.NEGATIVE_INFINITY;

  function beat(): void {
    const nowMs = clock.monotonic();
    if (nowMs - beatAtMs < limits.beatMs) return;
    beatAtMs = nowMs;
    if (!ports.parentAlive()) ports.exit();
    ports.send({ kind: 'beat', residentBytes: ports.residentBytes() });
  }

  function start(id: number, flag: string, isCancelled: () => boolean): Job {
    const startedMs = clock.monotonic();
    let flagAtMs = Number.NEGATIVE_INFINITY;
    let sliceStartMs = startedMs;
    let cancelled = false;
    const isCancellationRequested = (): boolean => {
      if (cancelled) return true;
      const nowMs = clock.monotonic();
      if (nowMs - flagAtMs < limits.flagPollMs) return false;
      flagAtMs = nowMs;
      beat();
      cancelled = isCancelled() || ts.sys.fileExists(flag);
      return cancelled;
    };
    const check = () => {
      if (isCancellationRequested()) throw new Cancelled();
    };
    return {
      token: cancellationToken(isCancellationRequested),
      check,
      progress: (message) => ports.send({ kind: 'progress', id, message }),
      async breathe() {
        if (clock.monotonic() - sliceStartMs < limits.sliceMs) return;
        await new Promise<void>((resolve) => setImmediate(resolve));
        sliceStartMs = clock.monotonic();
        check();
      },
      elapsedMs: () => clock.monotonic() - startedMs,
    };
  }

  return { beat, start };
}
export type Pulse = ReturnType<typeof createPulse>;
