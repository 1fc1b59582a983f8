import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isRefusal } from '../../../../../../server/src/base/index.ts';
import { runIntent, type IntentRun } from '../../../../../../server/src/features/refactor/apply-edit.ts';
import {
  complexityMax,
  excessesIn,
  excessOf,
  linesMax,
} from '../../../../../../server/src/features/refactor/intents/extract_method/choose/excess.ts';
import { extractMethod } from '../../../../../../server/src/features/refactor/intents/extract_method/index.ts';
import { ts } from '../../../../../../server/src/services/analysis/typescript.ts';
import { fixtureWorld } from '../../../../../support/fixture-world.ts';

const path = 'a.js';
const world = (text: string) => fixtureWorld(new Map([[path, text]]));
const totalOf = (text: string) =>
  excessesIn(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)).reduce(
    (sum, each) => sum + excessOf(each),
    0,
  );

/** Takes the first opportunity that can be taken, again and again. */
function takeAll(text: string): { readonly text: string; readonly totals: readonly number[] } {
  const totals = [totalOf(text)];
  let current = text;
  for (;;) {
    const here = world(current);
    const made = firstMade(here);
    if (!made) return { text: current, totals };
    current = made.change.files[0]?.after ?? '';
    totals.push(totalOf(current));
  }
}

function firstMade(here: ReturnType<typeof world>): IntentRun | undefined {
  for (const span of extractMethod.find(here.file(path))) {
    const run = runIntent(extractMethod, here.file(path), span, here.view(path));
    if (run && !isRefusal(run)) return run;
  }
  return undefined;
}

describe('searching again comes to an end', () => {
  const line = fc.constantFrom('log(SUM);', 'SUM += a;', 'SUM = SUM * 2 + b;', '', '// Next.');
  const { block } = fc.letrec<{ block: string; statement: string }>((tie) => ({
    block: fc.array(tie('statement'), { minLength: 1, maxLength: 3 }).map((all) => all.join('\n')),
    statement: fc.oneof(
      { maxDepth: 3 },
      { weight: 6, arbitrary: line },
      { weight: 2, arbitrary: tie('block').map((body) => `if (a > SUM && b) {\n${body}\n}`) },
      {
        weight: 2,
        arbitrary: tie('block').map((body) => `for (const each of list) {\n${body}\nlog(each);\n}`),
      },
      {
        weight: 1,
        arbitrary: tie('block').map((body) => `list.forEach((each) => {\n${body}\nlog(each);\n});`),
      },
      {
        weight: 2,
        arbitrary: fc
          .tuple(tie('block'), tie('block'))
          .map(([one, other]) => `if (SUM) {\n${one}\n} else {\n${other}\n}`),
      },
      { weight: 1, arbitrary: fc.constant('if (b < SUM) return a;') },
    ),
  }));
  /** Parts that each make a value of their own. */
  const long = fc
    .array(fc.array(block, { minLength: 1, maxLength: 3 }), { minLength: 3, maxLength: 6 })
    .map((parts) => {
      const bodies = parts.map((part, index) =>
        `let SUM = 0;\n${part.join('\n')}`.replaceAll('SUM', `sum${index}`),
      );
      const sum = parts.map((_, index) => `sum${index}`).join(' + ');
      return `function run(a, b, list, log) {\n${bodies.join('\n\n')}\nreturn ${sum};\n}\n`;
    });

  test('each extraction takes something off what is too much, and at last nothing is found', () => {
    let steps = 0;
    fc.assert(
      fc.property(long, (text) => {
        const { text: last, totals } = takeAll(text);
        steps += totals.length - 1;
        for (const [index, total] of totals.entries())
          if (index > 0) expect(total).toBeLessThan(totals[index - 1] ?? 0);
        expect(extractMethod.find(world(last).file(path))).toEqual([]);
      }),
      { numRuns: 4, seed: 7 },
    );
    expect(steps).toBeGreaterThan(4);
  }, 240_000);
});

test('a function within both limits is left alone, one over a limit is not', () => {
  const ifs = (count: number) =>
    Array.from(
      { length: count },
      (_, index) => `if (a > ${index}) {\nlog(a);\nlog(${index});\nlog(a + ${index});\n}`,
    ).join('\n\n');
  const within = `function run(a, log) {\n${ifs(11)}\n}\n`;
  const over = `function run(a, log) {\n${ifs(complexityMax + 1)}\n}\n`;
  expect(within.split('\n').length).toBeLessThanOrEqual(linesMax + 12);
  expect(extractMethod.find(world(within).file(path))).toEqual([]);
  expect(extractMethod.find(world(over).file(path))).toHaveLength(1);
});
