import type { BootPhase } from '../protocol/index.ts';
import type { BootParts } from './parts.ts';

/**
 * One step of a boot. It takes what the one before gives, so that phases in another order do not compile. It ends whatever
 * fails: what failed is said, and the next one makes the best of it.
 */
export interface Phase<In, Out> {
  readonly name: BootPhase;
  run(input: In, parts: BootParts, signal: AbortSignal): Promise<PhaseEnd<Out>>;
}

export interface PhaseEnd<Out> {
  readonly out: Out;
  /** Left out: it is simply done. */
  readonly state?: 'degraded' | 'failed' | 'skipped';
  /** Why, as a sentence. */
  readonly detail?: string;
}
