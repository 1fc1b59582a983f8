import type { KernelId } from '../protocol/index.ts';

/** Whether Grace may change anything here, and if not, why and what to do. */
export interface Fitness {
  /** Sentences; `undefined` while all is well. */
  whyReadOnly(): string | undefined;
  /** A kernel that nothing holds without does not run. */
  fail(id: KernelId, reason: string): void;
  /** It runs again. */
  heal(id: KernelId): void;
  /** Nothing is changed until Grace is started anew. */
  hold(reason: string): void;
  /** It is held for a reason that lies with no kernel. */
  isHeld(): boolean;
}

export function createFitness(changed: () => void): Fitness {
  const unfit = new Map<KernelId, string>();
  let held: string | undefined;
  return {
    whyReadOnly() {
      const [first] = unfit.values();
      return held ?? first;
    },
    fail(id, reason) {
      if (unfit.get(id) === reason) return;
      unfit.set(id, reason);
      changed();
    },
    heal(id) {
      if (unfit.delete(id)) changed();
    },
    hold(reason) {
      held = reason;
      changed();
    },
    isHeld: () => held !== undefined,
  };
}

/** Said wherever something would be changed, and shown as the state of the whole. */
export function safeModeSentence(id: KernelId, reason: string, stateFolder: string): string {
  return `Grace is in safe mode and changes nothing here: ${id} does not run. ${reason} ${advice(id, stateFolder)}`;
}

function advice(id: KernelId, stateFolder: string): string {
  if (id === 'immutable_log')
    return 'See `grace log verify`; what was applied can still be undone. To begin a new log, move the folder `log` of the state folder aside, then restart Grace.';
  return `Look at \`grace boot\` for what fails, mend it, or move ${stateFolder} aside to begin anew; then restart Grace.`;
}
