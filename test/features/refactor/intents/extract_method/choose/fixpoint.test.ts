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

/** Takes every opportunity once, the last one first, so that those before it stay where they are. */
function takeEachOnce(text: string): string {
  let current = text;
  for (const span of extractMethod.find(world(text).file(path)).toReversed()) {
    const here = world(current);
    const made = runIntent(extractMethod, here.file(path), span, here.view(path));
    if (!made || isRefusal(made)) throw new Error(`nothing was made of ${JSON.stringify(span)}`);
    expect(
      here.view(path).trial([{ path, span: { start: 0, end: current.length }, newText: textOf(made) }]),
    ).toEqual([]);
    current = textOf(made);
  }
  return current;
}

function textOf({ change }: IntentRun): string {
  return change.files[0]?.after ?? '';
}

describe('what was found is done once', () => {
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

  test('each takes something off what is too much, and nothing is found again', () => {
    let made = 0;
    fc.assert(
      fc.property(long, (text) => {
        const after = takeEachOnce(text);
        made += (after.match(/^function /gm)?.length ?? 0) - 1;
        if (after !== text) expect(totalOf(after)).toBeLessThan(totalOf(text));
        expect(extractMethod.find(world(after).file(path))).toEqual([]);
      }),
      { numRuns: 4, seed: 7 },
    );
    expect(made).toBeGreaterThan(4);
  }, 240_000);

  test('in a function of many parts, and in functions inside of it, with their types', () => {
    const part = (index: number) => `
  // Part ${index}.
  let sum${index} = 0;
  for (const line of order.lines) {
    if (line.count > ${index} && line.price > 0) {
      if (isUrgent || line.price > 100) sum${index} += line.price * line.count;
      else sum${index} += line.price;
    }
  }`;
    const parts = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, index) => part(from + index)).join('\n');
    const sum = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, index) => `sum${from + index}`).join(' + ');
    const text = `interface Line { readonly price: number; readonly count: number }
interface Order { readonly lines: readonly Line[] }

export function bill(order: Order, isUrgent: boolean): number {${parts(0, 7)}
  const again = (): number => {${parts(7, 11)}
    return ${sum(7, 11)};
  };
  return again() + ${sum(0, 7)};
}
`;
    const typed = 'a.ts';
    const find = (of: string) => extractMethod.find(fixtureWorld(new Map([[typed, of]])).file(typed));
    const here = fixtureWorld(new Map([[typed, text]]));
    const [span, ...others] = find(text);
    expect(others).toEqual([]);
    const made = span && runIntent(extractMethod, here.file(typed), span, here.view(typed));
    if (!made || isRefusal(made)) throw new Error('nothing was made');
    expect(textOf(made).match(/^function \w+\(order: Order/gm)?.length).toBeGreaterThan(3);
    expect(made.title).toMatch(
      /^Extract ‘\w+’, ‘\w+’ and \d+ more from ‘bill’ \(complexity \d+ → \d+, \d+ → \d+ lines\)$/,
    );
    expect(find(textOf(made))).toEqual([]);
  });
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
