import type { Listen } from '../../base/index.ts';
import type { OwnProcesses } from '../ports/index.ts';
import type { AdaptiveLimit } from './adaptive-limit.ts';
import type { Measured, SignalName } from './signals.ts';

/** How hard it is for the machine now. */
export interface Pressure {
  /** How much is paused: 0 is nothing. */
  readonly level: number;
  readonly signals: readonly {
    readonly name: SignalName;
    /** Over the two windows of each alert, with what is too fast for it. */
    readonly burns: readonly {
      readonly longRate: number;
      readonly shortRate: number;
      readonly burnRate: number;
    }[];
    readonly isBurning: boolean;
    /** The last reason why a span was bad, as half a sentence. */
    readonly why?: string;
  }[];
  /** The last measurement; absent before the first. */
  readonly measured?: Measured;
  readonly own?: OwnProcesses;
}

/** Keeps the machine usable: measures, adapts how much runs at once, and pauses what can wait. */
export interface Governor {
  pressure(): Pressure;
  /** Fires when more or less is paused. */
  readonly onDidChange: Listen<Pressure>;
  /** Tools of the workspace that run at the same time. */
  readonly tools: AdaptiveLimit;
  /** Edits that are made and screened at the same time. */
  readonly analysis: AdaptiveLimit;
  /** Parts that may start at the same time now. */
  startingMax(): number;
  /** Measures until the signal fires. */
  run(signal: AbortSignal): Promise<void>;
  /** Measures once, now. */
  sample(): Promise<Measured>;
  progress(): { readonly moved: number; readonly owed: number };
}
