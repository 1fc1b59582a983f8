import { isRefusal, type Refusal } from '../../base/index.ts';
import type { Log } from '../../core/log/index.ts';
import { chaosDrilledSchema, type ChaosDrilled } from '../../protocol/index.ts';

/** Every drill that was carried out, in the log of the workspace that asked for it. */
export interface Ledger {
  /** Durable when it resolves. */
  record(drilled: ChaosDrilled): Promise<Refusal | undefined>;
  /** The oldest first. */
  drills(signal: AbortSignal): Promise<readonly ChaosDrilled[]>;
}

export function openLedger(log: Pick<Log, 'append' | 'read'>): Ledger {
  return {
    async record(drilled) {
      const answer = await log.append('chaos.drilled', drilled);
      return isRefusal(answer) ? answer : undefined;
    },
    async drills(signal) {
      const found: ChaosDrilled[] = [];
      await log.read(
        {},
        (entries) => {
          for (const { topic, payload } of entries) {
            if (topic !== 'chaos.drilled') continue;
            const { data } = chaosDrilledSchema.safeParse(payload);
            if (data) found.push(data);
          }
        },
        signal,
      );
      return found;
    },
  };
}
