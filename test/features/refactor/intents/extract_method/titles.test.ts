import { expect, test } from 'vitest';
import { isRefusal } from '../../../../../server/src/base/index.ts';
import { runIntent } from '../../../../../server/src/features/refactor/apply-edit.ts';
import { extractMethod } from '../../../../../server/src/features/refactor/intents/extract_method/index.ts';
import { fixtureWorld } from '../../../../support/fixture-world.ts';
import { parseFixture } from '../../../../support/fixture.ts';

const tooComplex = `export function bill(lines: readonly number[], isUrgent: boolean, country: string): number {
  if (lines.length === 0) throw new Error('Nothing was bought.');

  // What is bought often is cheaper.
  let total = 0;
  for (const line of lines) {
    if (line > 0) {
      if (line > 10 || line > 100) total += line * 0.9;
      else total += line;
    }
  }

  let shipping = 5;
  if (country !== 'CH') {
    if (isUrgent) shipping = lines.length > 3 ? 40 : 30;
    else shipping = 10;
  }

  return total + shipping;
}
`;

/** The title of the offer, and that of what is made when it is picked. */
function titlesAt(text: string): readonly [offered: string | undefined, made: string | undefined] {
  const { files, target, span } = parseFixture(`A title.\n-- a.ts --\n${text}`);
  const world = fixtureWorld(files);
  const file = world.file(target);
  const offered = extractMethod.offer({ file, span });
  const made = runIntent(extractMethod, file, span, world.view(target));
  return [
    offered && !isRefusal(offered) ? offered.title : undefined,
    made && !isRefusal(made) ? made.title : undefined,
  ];
}

test('a selection shows what is taken, so the title names what it becomes', () => {
  const selected = tooComplex
    .replace('let total', '/*‹*/let total')
    .replace('\n\n  let shipping', '/*›*/\n\n  let shipping');
  expect(titlesAt(selected)).toEqual([
    'Extract to function ‘computeTotal’',
    'Extract to function ‘computeTotal’',
  ]);
});

test('a caret on a statement of several lines is told which lines are taken', () => {
  const [offered, made] = titlesAt(tooComplex.replace('if (country', 'if/*|*/ (country'));
  expect(offered).toMatch(/^Extract lines 14–17 to function ‘\w+’$/);
  expect(made).toMatch(/^Extract to function ‘\w+’$/);
});

test('a caret in a function that is too complex is told where the part is, and what taking it buys', () => {
  for (const place of ['bill(', 'What is bought', 'total += line;', 'let total'])
    expect(titlesAt(tooComplex.replace(place, `/*|*/${place}`)), place).toEqual([
      'Extract lines 4–11 of ‘bill’ to ‘computeTotal’ (complexity 16 → 8)',
      'Extract ‘computeTotal’ from ‘bill’',
    ]);
});
