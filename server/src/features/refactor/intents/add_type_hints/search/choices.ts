import type { Candidate } from '../ballot/index.ts';
import type { Slot } from '../slots/declarations.ts';

/** The candidates of every slot, of which the first that was not rejected is chosen. */
export interface Choices {
  chosen(): ReadonlyMap<Slot, Candidate>;
  /** What may come here now; what was rejected stays rejected. */
  set(slot: Slot, candidates: readonly Candidate[]): void;
  /** Takes the next one. */
  stepBack(slot: Slot): void;
  /** Takes none any more. */
  giveUp(slot: Slot): void;
  /** Slots whose first candidate was rejected, with that one. */
  passedOver(): readonly (readonly [Slot, Candidate])[];
}

export function createChoices(): Choices {
  const candidates = new Map<Slot, readonly Candidate[]>();
  const rejected = new Map<Slot, Set<string>>();
  const gone = new Set<Slot>();
  const rejectedOf = (slot: Slot) => {
    const known = rejected.get(slot) ?? new Set<string>();
    rejected.set(slot, known);
    return known;
  };
  const bestOf = (slot: Slot) =>
    gone.has(slot) ? undefined : candidates.get(slot)?.find(({ text }) => !rejectedOf(slot).has(text));
  return {
    chosen() {
      const chosen = new Map<Slot, Candidate>();
      for (const slot of candidates.keys()) {
        const best = bestOf(slot);
        if (best) chosen.set(slot, best);
      }
      return chosen;
    },
    set: (slot, all) => void candidates.set(slot, all),
    stepBack(slot) {
      const best = bestOf(slot);
      if (best) rejectedOf(slot).add(best.text);
    },
    giveUp: (slot) => void gone.add(slot),
    passedOver: () =>
      [...candidates].flatMap(([slot, [first]]) =>
        first && (gone.has(slot) || rejectedOf(slot).has(first.text)) ? [[slot, first] as const] : [],
      ),
  };
}
