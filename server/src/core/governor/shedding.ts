import { limits } from './limits.ts';

/** What was seen at one moment. */
export interface Weather {
  readonly nowMs: number;
  /** The budget burns too fast in both windows of an alert. */
  readonly isBurning: boolean;
  /** Nothing burns faster than it may, for a while. */
  readonly isCalm: boolean;
}

/**
 * Says when to pause more and when to resume: quickly where it burns, slowly where it is calm, and slower each time that
 * was too soon. So whatever the weather, it does not flap.
 */
export interface Shedding {
  step(weather: Weather, level: number, levelMax: number): 'shed' | 'restore' | undefined;
  /** Told when the step was really taken. */
  done(step: 'shed' | 'restore', nowMs: number): void;
  holdMs(): number;
}

export function createShedding(bounds: { readonly stepMs: number; readonly holdMsMin: number }): Shedding {
  let holdMs = bounds.holdMsMin;
  let shedAtMs = -Infinity;
  let restoredAtMs = -Infinity;
  return {
    step({ nowMs, isBurning, isCalm }, level, levelMax) {
      if (isBurning) return level < levelMax && nowMs - shedAtMs >= bounds.stepMs ? 'shed' : undefined;
      const sinceMs = nowMs - Math.max(shedAtMs, restoredAtMs);
      return isCalm && level > 0 && sinceMs >= holdMs ? 'restore' : undefined;
    },
    done(step, nowMs) {
      if (step === 'restore') {
        restoredAtMs = nowMs;
        return;
      }
      const isTooSoon = restoredAtMs > shedAtMs && nowMs - restoredAtMs < limits.flapMs;
      if (isTooSoon) holdMs = Math.min(limits.holdMsMax, holdMs * 2);
      else if (nowMs - shedAtMs >= limits.flapMs) holdMs = bounds.holdMsMin;
      shedAtMs = nowMs;
    },
    holdMs: () => holdMs,
  };
}
