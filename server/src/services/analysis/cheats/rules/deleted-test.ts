import type { ChangeView } from '../change-view.ts';
import { difference, resemble, type Mark } from '../difference.ts';
import { defineCheat } from '../rule.ts';
import { plainText } from '../syntax.ts';
import { testCalls, type TestCall } from '../test-calls.ts';

/** A test that is gone, whole file or single case. One that moved or got another title with the same body is still there. */
export const deletedTest = defineCheat({
  id: 'deleted_test',
  title: 'A test is deleted',
  severity: 'cheat',
  *find(change) {
    for (const { side, line, test } of deleted(change)) {
      yield { file: side.path, line, message: `The test ${test.title} is deleted.` };
    }
    for (const { before, after, path, place } of change.files) {
      if (!before || after || place !== 'test' || /\.d\.ts$/.test(path)) continue;
      if (change.after.some((side) => resemble(side.text, before.text))) continue;
      if (testCalls([before]).length === 0)
        yield { file: path, line: 1, message: 'A file of the tests is deleted.' };
    }
  },
});

interface TestMark extends Mark {
  readonly test: TestCall;
}

function deleted(change: ChangeView): readonly TestMark[] {
  const marks = (tests: readonly TestCall[]): readonly TestMark[] =>
    tests
      .filter((test) => test.kind === 'test')
      .map((test) => ({ key: test.title, side: test.side, line: test.line, test }));
  const { gained, lost } = difference(marks(testCalls(change.before)), marks(testCalls(change.after)));
  const retitled = [...gained];
  return lost.filter(({ test }) => {
    const index = retitled.findIndex((mark) => resemble(bodyText(mark.test), bodyText(test)));
    if (index !== -1) retitled.splice(index, 1);
    return index === -1;
  });
}

function bodyText(test: TestCall): string {
  return test.body ? plainText(test.body.body) : '';
}
