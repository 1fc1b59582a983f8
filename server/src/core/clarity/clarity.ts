import type { Refusal } from '../../base/index.ts';
import type { Decision, Why } from '../../protocol/index.ts';

/** Why things are as they are: each choice is recorded with what it rests on, and explained when somebody asks. */
export interface Clarity {
  /**
   * Records a decision, after the event it is about. Resolves to the number of its record when it is durable; what cannot be
   * recorded is a warning, and `undefined`: no work fails for it.
   */
  decide(decision: Decision): Promise<number | undefined>;
  /** Explains an event, and what it goes back to, from the log alone. `last`: the last thing that happened. */
  explain(event: number | 'last', signal: AbortSignal): Promise<Why | Refusal>;
  /** Decisions that were recorded or given up, and those on their way. */
  progress(): { readonly moved: number; readonly owed: number };
}
