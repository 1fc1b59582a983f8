import type { Side } from '../change-view.ts';
import { difference, type Mark } from '../difference.ts';
import { defineCheat } from '../rule.ts';
import { statementsOf } from '../syntax.ts';
import { testCalls } from '../test-calls.ts';

/** A test that does nothing passes whatever the code does. */
export const emptyTest = defineCheat({
  id: 'empty_test',
  title: 'A test is emptied',
  severity: 'cheat',
  *find(change) {
    const { gained } = difference(emptyTests(change.before), emptyTests(change.after));
    for (const { side, line, key } of gained) {
      yield { file: side.path, line, message: `The test ${key} has nothing in it.` };
    }
  },
});

function emptyTests(sides: readonly Side[]): readonly Mark[] {
  return testCalls(sides)
    .filter(({ body }) => body !== undefined && statementsOf(body).length === 0)
    .map(({ title, side, line }) => ({ key: title, side, line }));
}
