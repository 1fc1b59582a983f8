import { assertionEdits } from '../assertions.ts';
import { defineCheat } from '../rule.ts';

/** A test that expects something else than before. Right where behaviour is meant to change, never in a refactor. */
export const changedExpectation = defineCheat({
  id: 'changed_expectation',
  title: 'A test expects something else than before',
  severity: 'behaviour',
  *find(change) {
    for (const { before, after } of assertionEdits(change).edited) {
      if (after.strength < before.strength) continue;
      const message = `A test expects something else than before: ${before.key.slice(0, 60)} became ${after.key.slice(0, 60)}.`;
      yield { file: after.side.path, line: after.line, message };
    }
  },
});
