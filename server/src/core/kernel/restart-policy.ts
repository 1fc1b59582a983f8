import { z } from 'zod';
import type { KernelId } from '../../protocol/index.ts';
import type { Bounds } from './limits.ts';

/** What is known of a kernel's failures. It outlives the process, so that a new one does not begin from nothing. */
export const historySchema = z.object({
  /** Failures since the last escalation, oldest first, as milliseconds since the epoch. */
  failuresAtMs: z.array(z.number()),
  /** Failures since it was last healthy. */
  inARow: z.number().int().nonnegative(),
  /** Quarantines since it was last healthy. */
  quarantines: z.number().int().nonnegative(),
  escalatedAtMs: z.number().optional(),
  /** End of the quarantine; there until enough good probes have ended it for good. */
  quarantinedUntilMs: z.number().optional(),
});
export type History = z.infer<typeof historySchema>;

export const cleanHistory: History = { failuresAtMs: [], inARow: 0, quarantines: 0 };

export type Verdict =
  | { readonly kind: 'retry'; readonly delayMs: number }
  | { readonly kind: 'escalate'; readonly delayMs: number }
  | { readonly kind: 'quarantine'; readonly delayMs: number };

interface Judged {
  readonly history: History;
  readonly verdict: Verdict;
}

export interface Circumstances {
  readonly nowMs: number;
  /** Numbers from 0 to below 1. */
  readonly random: () => number;
  readonly bounds: Bounds;
  /** What it stands on in its own tier and may be started anew with it. */
  readonly ground: readonly KernelId[];
}

/** What follows from one more failure. */
export function afterFailure(history: History, circumstances: Circumstances): Judged {
  const { nowMs, bounds, ground } = circumstances;
  const failuresAtMs = [...history.failuresAtMs, nowMs].filter(
    (atMs) => nowMs - atMs < bounds.failureWindowMs && atMs <= nowMs,
  );
  const next: History = { ...history, failuresAtMs, inARow: history.inARow + 1 };
  if (history.quarantinedUntilMs !== undefined) return quarantined(next, circumstances);
  const delayMs = waitMs(next.inARow, bounds.backoffMinMs, bounds.backoffMaxMs, circumstances.random);
  if (failuresAtMs.length <= bounds.failuresMax)
    return { history: next, verdict: { kind: 'retry', delayMs } };
  const { escalatedAtMs } = history;
  const escalatedLately = escalatedAtMs !== undefined && nowMs - escalatedAtMs < bounds.escalationWindowMs;
  if (escalatedLately || ground.length === 0) return quarantined(next, circumstances);
  return {
    history: { ...next, failuresAtMs: [], escalatedAtMs: nowMs },
    verdict: { kind: 'escalate', delayMs },
  };
}

/** It passed its probes: the next failure is judged like any other, until it has been healthy for a while. */
export function afterQuarantine(history: History): History {
  const closed = { ...history };
  delete closed.quarantinedUntilMs;
  return closed;
}

function quarantined(history: History, { nowMs, random, bounds }: Circumstances): Judged {
  const quarantines = history.quarantines + 1;
  const delayMs = waitMs(quarantines, bounds.quarantineMinMs, bounds.quarantineMaxMs, random);
  return {
    history: { ...history, failuresAtMs: [], quarantines, quarantinedUntilMs: nowMs + delayMs },
    verdict: { kind: 'quarantine', delayMs },
  };
}

/** Doubles with each time, up to a bound; half of it is drawn by lot, so that what fell together does not rise together. */
function waitMs(time: number, minMs: number, maxMs: number, random: () => number): number {
  const fullMs = Math.min(maxMs, minMs * 2 ** Math.min(time - 1, doublingsMax));
  return fullMs / 2 + (fullMs / 2) * random();
}

/** Beyond this many the bound has long been reached, and no number overflows. */
const doublingsMax = 30;
