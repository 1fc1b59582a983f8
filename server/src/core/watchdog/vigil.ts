import { limits } from './limits.ts';
import { createPhi } from './phi.ts';

export interface VigilOptions {
  readonly beatMs: number;
  /** Between two looks. */
  readonly lookMs: number;
  /** Tests bring others. */
  readonly deviationMsMin?: number;
}

export interface Silence {
  readonly phi: number;
  /** Milliseconds since the last beat, without those in which nobody could look. */
  readonly ms: number;
  readonly isSuspicious: boolean;
}

/** Watches over somebody who beats. All times are on the same monotonic clock. */
export interface Vigil {
  /** From now on beats are expected, as if one had just come. */
  begin(nowMs: number): void;
  beat(nowMs: number): void;
  /** To be asked every `lookMs`. */
  look(nowMs: number): Silence;
}

/**
 * A stop is suspicious when the second beat is missed, at the latest: the third is for looking and asking. Time in which
 * nobody looked is not held against who beats: what came meanwhile waits to be read.
 */
export function createVigil({ beatMs, lookMs, deviationMsMin }: VigilOptions): Vigil {
  const phi = createPhi(beatMs, deviationMsMin);
  let beatAtMs = 0;
  let lookAtMs = 0;
  /** Whether the time since the last beat is one between two beats, and nothing else. */
  let isInterval = false;
  return {
    begin(nowMs) {
      beatAtMs = lookAtMs = nowMs;
      isInterval = false;
    },
    beat(nowMs) {
      if (isInterval && nowMs - lookAtMs <= 2 * lookMs) phi.add(nowMs - beatAtMs);
      isInterval = true;
      beatAtMs = nowMs;
    },
    look(nowMs) {
      const heldUpMs = nowMs - lookAtMs - lookMs;
      lookAtMs = nowMs;
      if (heldUpMs > lookMs) {
        beatAtMs = Math.min(nowMs, beatAtMs + heldUpMs);
        isInterval = false;
      }
      const ms = nowMs - beatAtMs;
      const certainty = phi.of(ms);
      const isSuspicious = certainty > limits.phiMax || ms > (limits.beatsMax - 1) * beatMs;
      return { phi: certainty, ms, isSuspicious };
    },
  };
}
