import type { KernelId } from '../../protocol/index.ts';
import type { Phase } from '../phase.ts';
import type { Checked } from './1-preflight.ts';

export interface Warm extends Checked {
  /** What was begun and is not waited for. */
  readonly warming: Promise<void>;
}

/** What takes longest of the tiers above, and needs least. Nothing of a crash is settled while crashes go on. */
const slowKernels: readonly KernelId[] = ['snapshots', 'tier_watchdog'];

/** Begins what takes longest and needs least: the log is read to its end while disk and watchdog are tried. */
export const warmup: Phase<Checked, Warm> = {
  name: 'warmup',
  async run(checked, { bringUp, fitness }, signal) {
    const first = bringUp(['immutable_log', 'config'], signal);
    const warming = fitness.isHeld()
      ? Promise.resolve()
      : bringUp(slowKernels, signal).catch(() => undefined);
    await first;
    return { out: { ...checked, warming } };
  },
};
