import { isRefusal, type Clock, type Listen, type Refusal } from '../../../base/index.ts';
import { epochLimits } from './limits.ts';
import type { Epoch } from './epoch.ts';
import type { Epochs } from './open.ts';

export interface KeepingPorts {
  readonly epochs: Epochs;
  readonly clock: Clock;
  /** Fires when a boot has succeeded. */
  readonly onLive: Listen<void>;
}

/** Sees to it that there is an epoch of each boot that succeeded and of every hour. */
export interface Keeping {
  /** Runs until the signal fires. */
  run(signal: AbortSignal): Promise<never>;
  /** Why the last one could not be kept, as a sentence. */
  trouble(): string | undefined;
}

export function keepEpochs({ epochs, clock, onLive }: KeepingPorts): Keeping {
  let trouble: string | undefined;
  let last: Promise<unknown> = Promise.resolve();

  async function take(reason: Epoch['reason'], signal: AbortSignal): Promise<void> {
    const taken: Epoch | Refusal = await epochs.take(reason, signal);
    trouble = isRefusal(taken) ? `The state as it is now could not be kept. ${taken.message}` : undefined;
  }

  async function isDue(): Promise<boolean> {
    const [newest] = await epochs.list();
    return !newest || clock.now() - Date.parse(newest.time) >= epochLimits.spacingMs;
  }

  return {
    trouble: () => trouble,
    async run(signal) {
      const listening = onLive(() => {
        last = last.then(() => take('boot', signal)).catch(() => undefined);
      });
      try {
        for (;;) {
          await clock.sleep(epochLimits.everyMs, signal);
          if (await isDue()) await take('hourly', signal);
        }
      } finally {
        listening.dispose();
        await last;
      }
    },
  };
}
