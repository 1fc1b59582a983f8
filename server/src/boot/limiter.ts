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

const attemptsSchema = z.array(z.object({ id: z.string(), pid: z.number(), atMs: z.number() }));

export function createBootLimiter(ports: {
  readonly memory: KeptJson;
  readonly clock: Clock;
  readonly id: string;
  readonly pid: number;
  readonly isAlive: (pid: number) => boolean;
  readonly warn: (message: string) => void;
}): BootLimiter {
  const { memory, clock, id, pid, isAlive, warn } = ports;

  const attempts = async () => attemptsSchema.safeParse(await memory.read()).data ?? [];

  return {
    async enter() {
      try {
        const nowMs = clock.now();
        const young = (await attempts()).filter(({ atMs }) => nowMs - atMs < limits.crashWindowMs);
        await memory.write([...young, { id, pid, atMs: nowMs }].slice(-2 * limits.crashesMax));
        // One that is still on its way, such as that of another window, has not crashed; this process is new.
        const crashed = young.filter((attempt) => attempt.pid === pid || !isAlive(attempt.pid));
        if (crashed.length < limits.crashesMax) return undefined;
        return `Grace is in safe mode and changes nothing here: it ended without a word ${crashed.length} times within ${limits.crashWindowMs / 60_000} minutes while it came up. Leave it open for ${limits.settledMs / 1_000} seconds, then restart it; if it ends again, report it with \`grace log show\`.`;
      } catch (thrown) {
        warn(`Whether Grace crashed before is not known: ${messageOf(thrown)}.`);
        return undefined;
      }
    },
    async clear() {
      try {
        if ((await attempts()).length > 0) await memory.write([]);
      } catch (thrown) {
        warn(`That Grace came up well could not be written down: ${messageOf(thrown)}.`);
      }
    },
  };
}
