import { limits } from './limits.ts';

/** How sure one may be that beats have ended, from how they came before. */
export interface Phi {
  /** One more time between two beats, in milliseconds. */
  add(intervalMs: number): void;
  /** −log10 of the probability that a beat is still to come after so much silence: 1 is a chance of 10%, 8 of 10⁻⁸. */
  of(silenceMs: number): number;
}

/**
 * The φ accrual failure detector of Hayashibara et al. (SRDS 2004), with Akka's logistic approximation of the normal
 * distribution (`PhiAccrualFailureDetector.scala`) and its estimate of the first interval.
 */
export function createPhi(expectedMs: number, deviationMsMin: number = limits.deviationMsMin): Phi {
  const spreadMs = expectedMs / firstSpread;
  const intervals = [expectedMs - spreadMs, expectedMs + spreadMs];
  let sum = 2 * expectedMs;
  let squares = intervals.reduce((total, each) => total + each * each, 0);
  return {
    add(intervalMs) {
      intervals.push(intervalMs);
      sum += intervalMs;
      squares += intervalMs * intervalMs;
      if (intervals.length <= limits.samplesMax) return;
      const oldest = intervals.shift() ?? 0;
      sum -= oldest;
      squares -= oldest * oldest;
    },
    of(silenceMs) {
      const meanMs = sum / intervals.length;
      const variance = Math.max(0, squares / intervals.length - meanMs * meanMs);
      return phiOf(silenceMs - meanMs, Math.max(Math.sqrt(variance), deviationMsMin));
    },
  };
}

const firstSpread = 4;

function phiOf(lateMs: number, deviationMs: number): number {
  const y = lateMs / deviationMs;
  const e = Math.exp(-y * (1.5976 + 0.070566 * y * y));
  // Each branch keeps its precision where the other would round to nothing.
  return lateMs > 0 ? -Math.log10(e / (1 + e)) : -Math.log10(1 - 1 / (1 + e));
}
