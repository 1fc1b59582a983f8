import { assertionEdits } from '../assertions.ts';
import { testCalls } from '../test-calls.ts';
import { defineCheat } from '../rule.ts';

/** An assertion that is gone, or that says less than it did. */
export const weakenedAssertion = defineCheat({
  id: 'weakened_assertion',
  title: 'An assertion is removed or says less than before',
  severity: 'cheat',
  *find(change) {
    const { removed, edited } = assertionEdits(change);
    const titles = new Set(testCalls(change.after).map((test) => test.title.slice(1, -1)));
    for (const { side, line, key, test } of removed) {
      // A test that is gone as a whole is told once, by the rule for deleted tests.
      const gone =
        test !== '' &&
        !titles.has(test) &&
        testCalls(change.before).some(({ title }) => title.slice(1, -1) === test);
      if (!gone) yield { file: side.path, line, message: `An assertion is removed: ${key.slice(0, 80)}.` };
    }
    for (const { before, after } of edited) {
      if (after.strength >= before.strength) continue;
      const message = `An assertion says less than before: ${before.key.slice(0, 60)} became ${after.key.slice(0, 60)}.`;
      yield { file: after.side.path, line: after.line, message };
    }
  },
});
