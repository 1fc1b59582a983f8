import { assertionEdits } from '../assertions.ts';
import { defineCheat } from '../rule.ts';

/** `expect(true).toBe(true)`: an assertion that holds whatever the code does. */
export const vacuousAssertion = defineCheat({
  id: 'vacuous_assertion',
  title: 'An assertion is added that cannot fail',
  severity: 'cheat',
  *find(change) {
    for (const { side, line, key, vacuous } of assertionEdits(change).gained) {
      if (vacuous)
        yield { file: side.path, line, message: `This assertion cannot fail: ${key.slice(0, 80)}.` };
    }
  },
});
