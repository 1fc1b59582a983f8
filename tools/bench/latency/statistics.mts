import { waitedMs } from './processes.mts';

/** What of many times is reported. Milliseconds. */
export interface Times {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}

export function timesOf(values: readonly number[]): Times {
  const sorted = [...values].sort((one, other) => one - other);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), max: at(1) };
}

/** Many times of one thing: as a person waits, and less what the machine kept the processes waiting for a processor. */
export interface Laps {
  readonly wall: Times;
  readonly free: Times;
}

export function lapsOf(laps: readonly Lap[]): Laps {
  return { wall: timesOf(laps.map(({ wallMs }) => wallMs)), free: timesOf(laps.map(({ freeMs }) => freeMs)) };
}

/** `p50 4.4, p95 28, max 61 ms; on a free machine 2.1, 9.8, 20 (120)`. */
export function shown({ wall, free }: Laps): string {
  if (wall.count === 0) return 'nothing to measure';
  const on = `on a free processor ${figure(free.p50)}, ${figure(free.p95)}, ${figure(free.max)} ms`;
  return `p50 ${figure(wall.p50)}, p95 ${figure(wall.p95)}, max ${figure(wall.max)} ms; ${on} (${wall.count})`;
}

/** `p50 1.2, p95 3.4, max 5.6 ms (18)`. */
export function timesShown({ p50, p95, max, count }: Times): string {
  if (count === 0) return 'nothing to measure';
  return `p50 ${figure(p50)}, p95 ${figure(p95)}, max ${figure(max)} ms (${count})`;
}

function figure(ms: number): string {
  return ms < 10 ? ms.toFixed(1) : Math.round(ms).toLocaleString('en');
}

export interface Lap {
  readonly wallMs: number;
  /** `wallMs` less the time that the main threads involved were ready and waited for a processor. */
  readonly freeMs: number;
}

/** Times work that this process and the given ones do, one after the other. */
export async function timed<T>(
  pids: readonly number[],
  work: () => Promise<T>,
): Promise<{ readonly lap: Lap; readonly value: T }> {
  const involved = [process.pid, ...pids];
  const waitedBeforeMs = waitedMs(involved);
  const started = performance.now();
  const value = await work();
  const wallMs = performance.now() - started;
  return { lap: { wallMs, freeMs: Math.max(0, wallMs - (waitedMs(involved) - waitedBeforeMs)) }, value };
}
