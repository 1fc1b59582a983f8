import { z } from 'zod';
import { messageOf, type Clock } from '../base/index.ts';
import type { KeptJson } from './kept-json.ts';
import { limits } from './limits.ts';

/** Sees that boots crash one after the other, so that the next one is careful. */
export interface BootLimiter {
  /** Writes this boot down. Resolves to a sentence when those before it crashed too often. */
  enter(): Promise<string | undefined>;
  /** This boot, and so those before it, are no crash loop: it stayed, or ended in order. */
  clear(): Promise<void>;
}

const attemptSchema = z.object({ id: z.string(), pid: z.number(), atMs: z.number() });
type Attempt = z.infer<typeof attemptSchema>;

export function createBootLimiter(ports: {
  readonly memory: KeptJson;
  readonly clock: Clock;
  readonly id: string;
  readonly pid: number;
  readonly isAlive: (pid: number) => boolean;
  readonly warn: (message: string) => void;
}): BootLimiter {
  const { memory, clock, id, pid, isAlive, warn } = ports;

  const attempts = async () => z.array(attemptSchema).safeParse(await memory.read()).data ?? [];

  /** A process that was killed says nothing: its boot is still written down, and it is gone. */
  function hasCrashed(attempt: Attempt, nowMs: number): boolean {
    // This process is new, and so is another one that a system gave the same number: nobody comes up for so long.
    if (attempt.pid === pid || nowMs - attempt.atMs >= limits.unsettledMsMax) return true;
    // One that is still on its way, such as that of another window, has not crashed.
    return !isAlive(attempt.pid);
  }

  return {
    async enter() {
      try {
        const nowMs = clock.now();
        const young = (await attempts()).filter(({ atMs }) => nowMs - atMs < limits.crashWindowMs);
        await memory.write([...young, { id, pid, atMs: nowMs }].slice(-2 * limits.crashesMax));
        const crashed = young.filter((attempt) => hasCrashed(attempt, nowMs));
        if (crashed.length < limits.crashesMax) return undefined;
        return `Grace is in safe mode and changes nothing here: it ended without a word ${crashed.length} times within ${limits.crashWindowMs / 60_000} minutes while it came up. Leave it open for ${limits.settledMs / 1_000} seconds, then restart it; if it ends again, report it with \`grace log show\`.`;
      } catch (thrown) {
        warn(`Whether Grace crashed before is not known: ${messageOf(thrown)}.`);
        return undefined;
      }
    },
    async clear() {
      try {
        const known = await attempts();
        const nowMs = clock.now();
        // Another window may be on its way, and crash yet.
        const others = known.filter((attempt) => attempt.id !== id && !hasCrashed(attempt, nowMs));
        if (others.length < known.length) await memory.write(others);
      } catch (thrown) {
        warn(`That Grace came up well could not be written down: ${messageOf(thrown)}.`);
      }
    },
  };
}
