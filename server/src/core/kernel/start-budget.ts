import type { Bounds } from './limits.ts';

/** Bounds how often one kernel is started, whatever the causes are: the last word against a restart storm. */
export class StartBudget {
  readonly #bounds: Bounds;
  #startsAtMs: number[] = [];

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  /** How long the next start has to wait; 0 when it may be now. */
  waitMs(nowMs: number): number {
    const { startsPerWindowMax, startsWindowMs } = this.#bounds;
    this.#startsAtMs = this.#startsAtMs.filter((atMs) => nowMs - atMs < startsWindowMs);
    const oldest = this.#startsAtMs[0];
    if (oldest === undefined || this.#startsAtMs.length < startsPerWindowMax) return 0;
    return oldest + startsWindowMs - nowMs;
  }

  spend(nowMs: number): void {
    this.#startsAtMs.push(nowMs);
  }
}
