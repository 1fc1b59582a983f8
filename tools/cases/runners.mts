import { slug, type Case } from './case.mts';

interface Fault {
  readonly id: string;
  /** Body of the test. */
  readonly body: string;
  /** The piece of the line that the failure is told of. */
  readonly at: string;
  readonly code?: string;
  readonly message: string;
  /** Another file than the test that it is told of. */
  readonly file?: string;
}

/** Code that the tests call; where it throws is in the program, not in the test. */
const stock = (exported: string) =>
  `class OutOfStock extends Error {\n  constructor(item) {\n    super('no ' + item + ' left');\n    this.name = 'OutOfStock';\n  }\n}\nfunction take(item) {\n  throw new OutOfStock(item);\n}\nfunction price(item) {\n  return item.price.amount;\n}\n${exported}\n`;

const expecting: readonly Fault[] = [
  {
    id: 'number',
    body: 'expect(1 + 2).toBe(4);',
    at: 'toBe(4)',
    message: 'expected 3 to be 4',
    code: 'AssertionError',
  },
  {
    id: 'object',
    body: "expect({ row: 1, seat: 'a' }).toEqual({ row: 1, seat: 'b' });",
    at: 'toEqual',
    message: "expected { row: 1, seat: 'a' } to deeply equal { row: 1, seat: 'b' }",
    code: 'AssertionError',
  },
  {
    id: 'null',
    body: 'price({});',
    at: 'item.price.amount',
    file: 'stock',
    message: "Cannot read properties of undefined (reading 'amount')",
    code: 'TypeError',
  },
  {
    id: 'own-class',
    body: "take('tea');",
    at: 'throw new OutOfStock',
    file: 'stock',
    message: 'no tea left',
    code: 'OutOfStock',
  },
  {
    id: 'timeout',
    body: 'await new Promise(() => {});',
    at: "it('works",
    message: 'Test timed out in 60ms.',
    code: 'TestTimeoutError',
  },
  {
    id: 'undefined',
    body: 'missingName();',
    at: 'missingName',
    message: 'missingName is not defined',
    code: 'ReferenceError',
  },
  {
    id: 'contains',
    body: "expect(['a', 'b']).toContain('c');",
    at: 'toContain',
    message: "expected [ 'a', 'b' ] to include 'c'",
    code: 'AssertionError',
  },
];

const jestMessages: Readonly<Record<string, Partial<Fault>>> = {
  number: { message: 'expect(received).toBe(expected)' },
  object: { message: 'expect(received).toEqual(expected)' },
  contains: { message: 'expect(received).toContain(expected)' },
  timeout: { message: 'Exceeded timeout of 60 ms for a test.' },
};

const asserting: readonly Fault[] = [
  {
    id: 'number',
    body: 'assert.strictEqual(1 + 2, 4);',
    at: 'strictEqual',
    message: 'Expected values to be strictly equal:',
    code: 'ERR_ASSERTION',
  },
  {
    id: 'object',
    body: 'assert.deepStrictEqual({ row: 1 }, { row: 2 });',
    at: 'deepStrictEqual',
    message: 'Expected values to be strictly deep-equal:',
    code: 'ERR_ASSERTION',
  },
  {
    id: 'own-message',
    body: "assert.ok(false, 'the shop is closed');",
    at: 'assert.ok',
    message: 'the shop is closed',
    code: 'ERR_ASSERTION',
  },
  {
    id: 'null',
    body: 'price({});',
    at: 'item.price.amount',
    file: 'stock',
    message: "Cannot read properties of undefined (reading 'amount')",
    code: 'TypeError',
  },
  {
    id: 'own-class',
    body: "take('tea');",
    at: 'throw new OutOfStock',
    file: 'stock',
    message: 'no tea left',
    code: 'OutOfStock',
  },
  {
    id: 'undefined',
    body: 'missingName();',
    at: 'missingName',
    message: 'missingName is not defined',
    code: 'ReferenceError',
  },
];

function vitestCases(project: string, folder: string): readonly Case[] {
  return expecting.map(({ id, body, at, code, message, file }): Case => ({
    name: slug(`${id}-${project}`),
    fault: `vitest ${id}`,
    prose: `A test fails: ${id}.`,
    project,
    command: `vitest run ${folder}test/seeded.test.ts`,
    seed: {
      [`${folder}src/stock.mjs`]: stock('export { take, price };'),
      [`${folder}test/seeded.test.ts`]: `// @ts-nocheck\nimport { describe, expect, it } from 'vitest';\nimport { price, take } from '../src/stock.mjs';\n\ndescribe('stock', () => {\n  it('works', async () => {\n    ${body}\n  }, 60);\n  void [price, take, expect];\n});\n`,
    },
    expected: {
      tool: 'vitest',
      code: code ?? '',
      message,
      file: file === undefined ? 'test/seeded.test.ts' : 'src/stock.mjs',
      within: folder,
      at,
    },
  }));
}

const jestCases: readonly Case[] = expecting.map((fault): Case => {
  const { id, body, at, code, message, file } = { ...fault, ...jestMessages[fault.id] };
  const isAssertion = jestMessages[id] !== undefined;
  return {
    name: slug(id),
    fault: `jest ${id}`,
    prose: `A test fails: ${id}.`,
    project: 'pnpm-jest-biome',
    cwd: 'packages/money',
    command: 'jest test/seeded.test.ts',
    seed: {
      'packages/money/src/stock.ts': stock('export { take, price };')
        .replaceAll('(item)', '(item: any)')
        .replace('new OutOfStock(item: any)', 'new OutOfStock(item)'),
      'packages/money/test/seeded.test.ts': `import { describe, expect, it } from '@jest/globals';\nimport { price, take } from '../src/stock';\n\ndescribe('stock', () => {\n  it('works', async () => {\n    ${body}\n  }, 60);\n  void [price, take, expect];\n});\n`,
    },
    expected: {
      tool: 'jest',
      ...(isAssertion || code === undefined ? {} : { code }),
      message,
      file: file === undefined ? 'test/seeded.test.ts' : 'src/stock.ts',
      at,
    },
  };
});

const mochaCases: readonly Case[] = asserting.map(({ id, body, at, code, message, file }): Case => ({
  name: slug(id),
  fault: `mocha ${id}`,
  prose: `A test fails: ${id}.`,
  project: 'js-mocha',
  command: 'mocha --no-config test/seeded.test.js',
  seed: {
    'src/stock.js': stock('module.exports = { take, price };'),
    'test/seeded.test.js': `const assert = require('node:assert');\nconst { price, take } = require('../src/stock.js');\n\ndescribe('stock', () => {\n  it('works', async () => {\n    ${body}\n  });\n  void [price, take, assert];\n});\n`,
  },
  expected: {
    tool: 'mocha',
    code: code ?? '',
    message,
    file: file === undefined ? 'test/seeded.test.js' : 'src/stock.js',
    at,
  },
}));

const nodeTestCases: readonly Case[] = ['spec', 'tap'].flatMap((reporter) =>
  asserting.map(({ id, body, at, code, message, file }): Case => ({
    name: slug(`${id}-${reporter}`),
    fault: `node:test ${id}`,
    prose: `A test fails: ${id}.`,
    project: 'ts7-node-test',
    cwd: 'packages/jobs',
    command: `node --test --test-reporter=${reporter} test/seeded.test.mjs`,
    seed: {
      'packages/jobs/src/stock.mjs': stock('export { take, price };'),
      'packages/jobs/test/seeded.test.mjs': `import assert from 'node:assert';\nimport { describe, it } from 'node:test';\nimport { price, take } from '../src/stock.mjs';\n\ndescribe('stock', () => {\n  it('works', async () => {\n    ${body}\n  });\n  void [price, take, assert];\n});\n`,
    },
    expected: {
      tool: 'node:test',
      code: code ?? '',
      message,
      file: file === undefined ? 'test/seeded.test.mjs' : 'src/stock.mjs',
      at,
    },
  })),
);

/** What a runner says of a file that it cannot load. */
const unloadable: readonly Case[] = [
  {
    name: 'missing-import',
    fault: 'vitest missing-import',
    prose: 'A test imports a file that does not exist.',
    project: 'npm-vitest-eslint',
    command: 'vitest run test/seeded.test.ts',
    seed: {
      'test/seeded.test.ts':
        "import { it } from 'vitest';\nimport { gone } from '../src/gone.ts';\n\nit('works', () => gone());\n",
    },
    expected: {
      tool: 'vitest',
      code: 'Error',
      message: "Cannot find module '../src/gone.ts' imported from /home/ada/shop/test/seeded.test.ts",
      file: 'test/seeded.test.ts',
      at: 'gone.ts',
    },
  },
  {
    name: 'hook',
    fault: 'vitest hook',
    prose: 'A hook throws before the tests of a group.',
    project: 'npm-vitest-eslint',
    command: 'vitest run test/seeded.test.ts',
    seed: {
      'test/seeded.test.ts':
        "import { beforeAll, describe, it } from 'vitest';\n\ndescribe('stock', () => {\n  beforeAll(() => {\n    throw new RangeError('no shelf');\n  });\n  it('works', () => undefined);\n});\n",
    },
    expected: {
      tool: 'vitest',
      code: 'RangeError',
      message: 'no shelf',
      file: 'test/seeded.test.ts',
      at: 'RangeError',
    },
  },
  {
    name: 'unhandled',
    fault: 'vitest unhandled',
    prose: 'A promise that nobody waits for is rejected while tests run.',
    project: 'npm-vitest-eslint',
    command: 'vitest run test/seeded.test.ts',
    seed: {
      'test/seeded.test.ts':
        "import { it } from 'vitest';\n\nit('works', async () => {\n  void Promise.reject(new Error('nobody waits'));\n  await new Promise((done) => setTimeout(done, 20));\n});\n",
    },
    expected: {
      tool: 'vitest',
      code: 'Error',
      message: 'nobody waits',
      file: 'test/seeded.test.ts',
      at: 'nobody waits',
    },
  },
  {
    name: 'missing-import',
    fault: 'jest missing-import',
    prose: 'A test requires a file that does not exist.',
    project: 'pnpm-jest-biome',
    cwd: 'packages/money',
    command: 'jest test/seeded.test.ts',
    seed: {
      'packages/money/test/seeded.test.ts':
        "import { it } from '@jest/globals';\nimport { gone } from '../src/gone';\n\nit('works', () => gone());\n",
    },
    expected: {
      tool: 'jest',
      message: "Cannot find module '../src/gone' from 'test/seeded.test.ts'",
      file: 'test/seeded.test.ts',
    },
  },
  {
    name: 'missing-import',
    fault: 'mocha missing-import',
    prose: 'A test requires a file that does not exist.',
    project: 'js-mocha',
    command: 'mocha --no-config test/seeded.test.js',
    seed: {
      'test/seeded.test.js': "const gone = require('../src/gone.js');\n\nit('works', () => gone());\n",
    },
    expected: {
      tool: 'mocha',
      code: 'MODULE_NOT_FOUND',
      message: "Cannot find module '../src/gone.js'",
      file: 'test/seeded.test.js',
      at: 'gone.js',
    },
  },
  {
    name: 'timeout',
    fault: 'mocha timeout',
    prose: 'A test never ends.',
    project: 'js-mocha',
    command: 'mocha --no-config --timeout 60 test/seeded.test.js',
    seed: { 'test/seeded.test.js': "it('works', () => new Promise(() => undefined));\n" },
    expected: {
      tool: 'mocha',
      code: 'Error',
      message:
        'Timeout of 60ms exceeded. For async tests and hooks, ensure "done()" is called; if returning a Promise, ensure it resolves. (/home/ada/shop/test/seeded.test.js)',
      file: 'test/seeded.test.js',
    },
  },
  {
    name: 'hook',
    fault: 'mocha hook',
    prose: 'A hook throws before a test.',
    project: 'js-mocha',
    command: 'mocha --no-config test/seeded.test.js',
    seed: {
      'test/seeded.test.js':
        "describe('stock', () => {\n  beforeEach(() => {\n    throw new RangeError('no shelf');\n  });\n  it('works', () => undefined);\n});\n",
    },
    expected: {
      tool: 'mocha',
      code: 'RangeError',
      message: 'no shelf',
      file: 'test/seeded.test.js',
      at: 'RangeError',
    },
  },
  ...['spec', 'tap'].map((reporter): Case => ({
    name: `timeout-${reporter}`,
    fault: 'node:test timeout',
    prose: 'A test never ends.',
    project: 'ts7-node-test',
    cwd: 'packages/jobs',
    command: `node --test --test-reporter=${reporter} test/seeded.test.mjs`,
    seed: {
      'packages/jobs/test/seeded.test.mjs':
        "import { test } from 'node:test';\n\ntest('works', { timeout: 50 }, () => new Promise((done) => setTimeout(done, 5000)));\n",
    },
    expected: {
      tool: 'node:test',
      message: 'test timed out after 50ms',
      file: 'test/seeded.test.mjs',
      at: "test('works",
    },
  })),
  {
    name: 'number',
    fault: 'ava number',
    prose: 'A test fails: a number.',
    project: 'npm-workspaces-node-test',
    cwd: 'packages/geometry',
    command: 'ava --tap test/seeded.mjs',
    seed: {
      'packages/geometry/test/seeded.mjs':
        "import test from 'ava';\n\ntest('works', (t) => {\n  t.is(1 + 2, 4);\n});\n",
    },
    expected: {
      tool: 'tap',
      code: 'AssertionError',
      message: 't.is()',
    },
  },
];

export const runnerCases: readonly Case[] = [
  ...vitestCases('npm-vitest-eslint', ''),
  ...vitestCases('yarn-vitest-eslint', 'packages/template/').filter(({ name }) =>
    /number|null|own-class/u.test(name),
  ),
  ...jestCases,
  ...mochaCases,
  ...nodeTestCases,
  ...unloadable,
];
