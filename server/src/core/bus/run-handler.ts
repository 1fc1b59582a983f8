import { isCancelled, messageOf, type Clock } from '../../base/index.ts';
import type { Handling } from './message.ts';

/** Why a message is a dead letter. */
export type DeadReason = 'failed' | 'overdue' | 'stuck' | 'unreadable' | 'crashed';

/** Thrown by a handler for what would fail again however often it is tried. */
export class Hopeless extends Error {
  override readonly name = 'Hopeless';
  readonly why: DeadReason;

  constructor(message: string, why: DeadReason = 'failed') {
    super(message);
    this.why = why;
  }
}

export type Outcome =
  | { readonly kind: 'handled' }
  /** The bus ends; the message stays unhandled. */
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly error: string; readonly why: DeadReason; readonly isFinal: boolean }
  /** It did not even end when its signal fired, and may still be at work. */
  | { readonly kind: 'abandoned'; readonly error: string; readonly ended: Promise<unknown> };

export interface HandlerBounds {
  readonly deadlineMs: number;
  readonly graceMs: number;
}

type Ended = { readonly ok: true } | { readonly ok: false; readonly thrown: unknown };

/** Runs one handler to its end, or to its deadline and a grace beyond; never throws and never waits longer. */
export async function runHandler(
  work: (handling: Handling) => Promise<void> | void,
  { deadlineMs, graceMs }: HandlerBounds,
  clock: Clock,
  controller: AbortController,
): Promise<Outcome> {
  const timer = new AbortController();
  let aliveMs = clock.monotonic();
  const overdue = async () => {
    for (;;) {
      const restMs = aliveMs + deadlineMs - clock.monotonic();
      if (restMs <= 0) return 'overdue' as const;
      await clock.sleep(restMs, timer.signal);
    }
  };
  const ended = endOf(work, {
    signal: controller.signal,
    deadlineMs,
    working: () => void (aliveMs = clock.monotonic()),
  });
  try {
    // A sleep that is called off rejects; by then the race is over.
    const first = await Promise.race([ended, overdue().catch(() => 'overdue' as const)]);
    if (first !== 'overdue') return judge(first, controller.signal.aborted ? 'cancelled' : 'failed');
    controller.abort();
    const grace = clock.sleep(graceMs, timer.signal).then(
      () => 'hangs' as const,
      () => 'hangs' as const,
    );
    const second = await Promise.race([ended, grace]);
    const error = `It gave no sign of life for ${deadlineMs} ms.`;
    if (second === 'hangs') return { kind: 'abandoned', error, ended };
    return second.ok ? { kind: 'handled' } : { kind: 'failed', error, why: 'overdue', isFinal: false };
  } finally {
    timer.abort();
  }
}

async function endOf(work: (handling: Handling) => Promise<void> | void, handling: Handling): Promise<Ended> {
  try {
    await work(handling);
    return { ok: true };
  } catch (thrown) {
    return { ok: false, thrown };
  }
}

function judge(ended: Ended, whenCalledOff: 'cancelled' | 'failed'): Outcome {
  if (ended.ok) return { kind: 'handled' };
  if (whenCalledOff === 'cancelled') return { kind: 'cancelled' };
  const { thrown } = ended;
  const error = isCancelled(thrown) ? 'It stopped of its own accord.' : messageOf(thrown);
  const isFinal = thrown instanceof Hopeless;
  return { kind: 'failed', error, why: isFinal ? thrown.why : 'failed', isFinal };
}
