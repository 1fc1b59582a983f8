import { expect, test } from 'vitest';
import { isOfKnownTool, recognizeProblem } from '../../../server/src/services/recognition/index.ts';
import { errorsIn, root } from './knowledge-world.ts';

const place = { severity: 'error', file: 'src/cart.ts', line: 99 } as const;

test.each([
  [
    'TypeScript',
    { source: 'ts', code: '2304', message: "Cannot find name 'totl'." },
    "src/cart.ts(12,5): error TS2304: Cannot find name 'totl'.\n",
  ],
  [
    'TypeScript, with what it says below',
    {
      source: 'ts',
      code: '2322',
      message: "Type 'A' is not assignable to type 'B'.\n  Property 'b' is missing.",
    },
    "src/cart.ts(3,1): error TS2322: Type 'A' is not assignable to type 'B'.\n  Property 'b' is missing.\n",
  ],
  [
    'ESLint',
    { source: 'eslint', code: 'no-undef', message: "'totl' is not defined." },
    `${root}/src/cart.ts\n  12:5  error  'totl' is not defined  no-undef\n\n✖ 1 problem (1 error, 0 warnings)\n`,
  ],
])('a problem has the signature of the output of its tool: %s', (_tool, problem, output) => {
  const [printed] = errorsIn(output);
  const shown = recognizeProblem({ ...place, ...problem }, root);
  expect(shown.signature).toEqual(printed?.signature);
  expect(shown).toMatchObject({ tool: printed?.tool, code: printed?.code, location: { line: 99 } });
  const elsewhere = recognizeProblem({ ...place, ...problem, file: 'src/till.ts' }, root);
  expect(elsewhere.signature.strict).not.toBe(printed?.signature.strict);
});

test('a tool is known by whatever the editor calls it', () => {
  const known = ['ts', 'js', 'eslint', 'Ruff', 'oxc', 'spelling'].filter((source) =>
    isOfKnownTool({ source }),
  );
  expect(known).toEqual(['ts', 'js', 'eslint', 'Ruff', 'oxc']);
});
