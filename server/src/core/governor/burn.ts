import { objective } from './limits.ts';

/** How fast the budget of what may be bad is spent: 1 spends exactly all of it over the time of the objective. */
export interface Burn {
  /** Time `fromMs` to `toMs` was bad, or good. Spans are told in order. */
  add(fromMs: number, toMs: number, isBad: boolean): void;
  /** Over the last `windowMs`. Time of which nothing is known counts as good. */
  rate(nowMs: number, windowMs: number): number;
  forget(): void;
}

export function createBurn(keptMs: number): Burn {
  /** Bad spans only, oldest first. */
  let spans: { readonly fromMs: number; readonly toMs: number }[] = [];
  return {
    add(fromMs, toMs, isBad) {
      spans = spans.filter((span) => span.toMs > toMs - keptMs);
      const last = spans.at(-1);
      if (!isBad) return;
      if (last?.toMs === fromMs) spans[spans.length - 1] = { fromMs: last.fromMs, toMs };
      else spans.push({ fromMs, toMs });
    },
    rate(nowMs, windowMs) {
      const startMs = nowMs - windowMs;
      const badMs = spans.reduce(
        (sum, { fromMs, toMs }) => sum + Math.max(0, Math.min(toMs, nowMs) - Math.max(fromMs, startMs)),
        0,
      );
      return badMs / windowMs / (1 - objective);
    },
    forget() {
      spans = [];
    },
  };
}
