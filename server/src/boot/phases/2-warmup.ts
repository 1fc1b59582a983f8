import type { Phase } from '../phase.ts';
import type { Checked } from './1-preflight.ts';

export interface Warm extends Checked {
  /** What was begun and is not waited for. */
  readonly warming: Promise<void>;
}

/** Begins what takes longest and needs least: the log is read to its end, and the analysis loads its compiler meanwhile. */
export const warmup: Phase<Checked, Warm> = {
  name: 'warmup',
  async run(checked, { bringUp }, signal) {
    const warming = bringUp(['workspace', 'analysis'], signal).catch(() => undefined);
    await bringUp(['immutable_log', 'config'], signal);
    return { out: { ...checked, warming } };
  },
};
