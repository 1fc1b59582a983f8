import type { Refusal } from '../../base/index.ts';
import type { Decision, KernelId, Why } from '../../protocol/index.ts';

/** The number of a record, the last one, or the last one about a part of Grace, how it came up, what it put off or which state was put back. */
export type Asked = number | 'last' | `kernel ${KernelId}` | 'boot' | 'load' | 'state';

/** Why things are as they are: each choice is recorded with what it rests on, and explained when somebody asks. */
export interface Clarity {
  /**
   * Records a decision, after the event it is about. Resolves to the number of its record when it is durable; what cannot be
   * recorded is a warning, and `undefined`: no work fails for it.
   */
  decide(decision: Decision): Promise<number | undefined>;
  /** Explains an event, and what it goes back to, from the log alone. */
  explain(asked: Asked, signal: AbortSignal): Promise<Why | Refusal>;
  /** Decisions that were recorded or given up, and those on their way. */
  progress(): { readonly moved: number; readonly owed: number };
}
