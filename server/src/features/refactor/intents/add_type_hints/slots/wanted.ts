import type { Vocabulary } from '../../../types/index.ts';
import type { Declaration, Slot } from './declarations.ts';

/**
 * The slots of a declaration somebody pointed at that this project would fill: `x = 5` and the results of callbacks speak
 * for themselves where nobody writes their types, unless there is nothing else to do.
 */
export function wantedOf(declaration: Declaration, vocabulary: Vocabulary): Declaration {
  const usual = declaration.slots.filter((slot) => slot.worth !== 'asked' || isUsual(slot, vocabulary));
  return usual.length > 0 ? { ...declaration, slots: usual } : declaration;
}

function isUsual(slot: Slot, vocabulary: Vocabulary): boolean {
  if (slot.kind === 'return') return vocabulary.writesReturns(slot.node.kind);
  return slot.kind !== 'parameter' || slot.node.initializer === undefined || vocabulary.writesDefaults;
}
