import { expect, test } from 'vitest';
import { planOf } from '../../../../../../server/src/features/refactor/intents/extract_method/automatic/plan-of.ts';
import { opportunitiesOf } from '../../../../../../server/src/features/refactor/intents/extract_method/choose/index.ts';
import { ts } from '../../../../../../server/src/services/analysis/typescript.ts';

const text = `function describe(lines, isLong, log) {
  let title = '';

  let count = 0;
  for (const line of lines) {
    if (line !== '') {
      if (line.length > 80 || line.startsWith('#')) count += 2;
      else if (isLong) count += 3;
      else count += 1;
    }
  }
  log(count);

  for (const line of lines) {
    if (line.startsWith('=')) {
      if (isLong) title = line;
      else if (line.length > 9) title = line.trim();
      else title = line + count;
    }
  }
  return title;
}
`;

test('a variable that only the end of a function assigns is not left behind for nobody to assign', () => {
  const source = ts.createSourceFile('a.js', text, ts.ScriptTarget.Latest, true);
  const [opportunity] = opportunitiesOf(source, planOf);
  const taken =
    opportunity?.begin.flat().map(({ range }) => range.statements.map((each) => each.getText())) ?? [];
  expect(taken.length).toBeGreaterThan(0);
  expect(taken.filter((each) => each.at(-1) === 'return title;')).toEqual([]);
});
