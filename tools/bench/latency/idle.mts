import { setTimeout as sleep } from 'node:timers/promises';
import { processorMs, type Running } from './processes.mts';

/** What was asked last is over by then. */
export const settleMs = 3_000;
const minuteMs = 60_000;
const minutes = 3;

/** The share of one processor that the processes take while nobody asks anything, minute by minute. */
export async function idleMinutes(processes: readonly Running[]): Promise<readonly number[]> {
  const shares: number[] = [];
  for (let minute = 0; minute < minutes; minute += 1) {
    const usedMs = processorMs(processes);
    await sleep(minuteMs);
    shares.push((processorMs(processes) - usedMs) / minuteMs);
  }
  return shares;
}

export function idleShown(shares: readonly number[]): string {
  return `${shares.map((share) => `${(share * 100).toFixed(2)}%`).join(', ')} of one processor, minute by minute`;
}
