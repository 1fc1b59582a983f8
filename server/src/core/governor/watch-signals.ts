import { createBurn } from './burn.ts';
import type { Pressure } from './governor.ts';
import { calmRate, limits, type GovernorBounds } from './limits.ts';
import { signalNames, whyBad, type Measured } from './signals.ts';

/** Every signal with how fast its budget burns. */
export interface SignalWatch {
  see(measured: Measured): void;
  states(nowMs: number): Pressure['signals'];
  /** Nothing burns faster than it may, over the shortest of the long windows. */
  isCalm(nowMs: number): boolean;
}

export function watchSignals({
  alerts,
  delayMsMax,
}: Pick<GovernorBounds, 'alerts' | 'delayMsMax'>): SignalWatch {
  const longMs = alerts.map((alert) => alert.longMs);
  const [calmMs, keptMs] = [Math.min(...longMs), Math.max(...longMs)];
  const signals = signalNames.map((name) => ({ name, burn: createBurn(keptMs), why: '' }));
  return {
    see(measured) {
      const { fromMs, toMs } = measured;
      // A process that stood still, as when a laptop sleeps, knows nothing of the time that passed.
      const isGap = toMs - fromMs > limits.gapMsMax;
      for (const signal of signals) {
        const why = whyBad(signal.name, measured, delayMsMax);
        if (why !== undefined) signal.why = why;
        if (isGap) signal.burn.forget();
        else signal.burn.add(fromMs, toMs, why !== undefined);
      }
    },
    states: (nowMs) =>
      signals.map(({ name, burn, why }) => {
        const burns = alerts.map((alert) => ({
          longRate: burn.rate(nowMs, alert.longMs),
          shortRate: burn.rate(nowMs, alert.shortMs),
          burnRate: alert.burnRate,
        }));
        const isBurning = burns.some((each) => Math.min(each.longRate, each.shortRate) >= each.burnRate);
        return { name, burns, isBurning, ...(why === '' ? {} : { why }) };
      }),
    isCalm: (nowMs) => signals.every(({ burn }) => burn.rate(nowMs, calmMs) < calmRate),
  };
}
