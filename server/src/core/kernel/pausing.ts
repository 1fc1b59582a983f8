import { messageOf, type Clock } from '../../base/index.ts';
import { withDeadline } from './deadline.ts';
import type { Pausable, RunningKernel } from './kernel.ts';

/** What is paused at each level of shedding, the least missed first. Log and restore are at none. */
export const shedKinds: readonly Pausable['kind'][] = ['observing', 'learning'];

export interface PausingPorts {
  readonly clock: Clock;
  readonly pauseMsMax: number;
  readonly note: (message: string) => void;
}

/** Brings a running kernel to a level: pauses what is shed there, resumes the rest. Resolves to whether anything is paused. */
export async function pauseTo(
  level: number,
  running: RunningKernel,
  signal: AbortSignal,
  { clock, pauseMsMax, note }: PausingPorts,
): Promise<boolean> {
  const shed = new Set(shedKinds.slice(0, level));
  let paused = false;
  for (const part of running.pausable ?? []) {
    const pausing = shed.has(part.kind);
    try {
      const change = (asked: AbortSignal) => (pausing ? part.pause(asked) : part.resume(asked));
      const done = await withDeadline(change, pauseMsMax, clock, signal);
      if (done === 'late') note(`What is ${part.kind} was not ${pausing ? 'paused' : 'resumed'} in time.`);
      else paused ||= pausing;
    } catch (thrown) {
      if (signal.aborted) return false;
      note(`What is ${part.kind} could not be ${pausing ? 'paused' : 'resumed'}: ${messageOf(thrown)}.`);
    }
  }
  return paused;
}
