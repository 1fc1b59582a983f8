import { append, slug, type Case, type Expected } from './case.mts';

/** Faults that were put in when the parsers stood: what they say of them was counted before anything was mended. */
type Row = readonly [id: string, code: string, at: string, name: string | undefined, message: string];

const scripts: readonly Row[] = [
  ['range', 'const shelf = new Array(-1);', 'new Array', 'RangeError', 'Invalid array length'],
  ['not-a-function', 'const cart = {};\ncart.pay();', 'cart.pay', 'TypeError', 'cart.pay is not a function'],
  ['not-iterable', 'const [first] = 5;', 'first', 'TypeError', '5 is not iterable'],
  [
    'before-set',
    'console.log(price);\nconst price = 1;',
    'console.log',
    'ReferenceError',
    "Cannot access 'price' before initialization",
  ],
  [
    'json',
    'JSON.parse(\'{"price": 1,}\');',
    'JSON.parse',
    'SyntaxError',
    'Expected double-quoted property name in JSON at position 12 (line 1 column 13)',
  ],
  [
    'recursion',
    'function count(n) {\n  return count(n + 1) + 1;\n}\ncount(1);',
    'count(n + 1)',
    'RangeError',
    'Maximum call stack size exceeded',
  ],
  ['url', "new URL('shop');", 'new URL', 'ERR_INVALID_URL', 'Invalid URL'],
  [
    'frozen',
    "'use strict';\nconst cart = Object.freeze({ tea: 1 });\ncart.tea = 2;",
    'cart.tea = 2',
    'TypeError',
    "Cannot assign to read only property 'tea' of object '#<Object>'",
  ],
  [
    'folder',
    "import { readFileSync } from 'node:fs';\nreadFileSync('.');",
    'readFileSync(',
    'EISDIR',
    'EISDIR: illegal operation on a directory, read',
  ],
  [
    'bigint',
    'const sum = 1n + 1;',
    'sum',
    'TypeError',
    'Cannot mix BigInt and other types, use explicit conversions',
  ],
  [
    'private',
    'class Till {\n  #cash = 1;\n  static open(other) {\n    return other.#cash;\n  }\n}\nTill.open({});',
    'other.#cash',
    'TypeError',
    'Cannot read private member #cash from an object whose class did not declare it',
  ],
];

const python: readonly Row[] = [
  ['zero', 'share = 1 / 0', 'share', 'ZeroDivisionError', 'division by zero'],
  ['index', 'shelf = []\nprint(shelf[3])', 'shelf[3]', 'IndexError', 'list index out of range'],
  [
    'attribute',
    'price = None\nprice.amount',
    'price.amount',
    'AttributeError',
    "'NoneType' object has no attribute 'amount'",
  ],
  ['name', 'print(missing_total)', 'missing_total', 'NameError', "name 'missing_total' is not defined"],
  ['unpack', 'row, seat = (1, 2, 3)', 'row, seat', 'ValueError', 'too many values to unpack (expected 2)'],
  [
    'arguments',
    'def pay(amount):\n    return amount\n\n\npay()',
    '\npay()'.trim(),
    'TypeError',
    "pay() missing 1 required positional argument: 'amount'",
  ],
  [
    'decode',
    'text = b"\\xff".decode("utf-8")',
    'text',
    'UnicodeDecodeError',
    "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte",
  ],
  [
    'timeout',
    'raise TimeoutError("the till did not answer")',
    'raise',
    'TimeoutError',
    'the till did not answer',
  ],
  [
    'not-implemented',
    'def pay():\n    raise NotImplementedError\n\n\npay()',
    'raise',
    'NotImplementedError',
    'NotImplementedError',
  ],
];

/** Of `pytest`: the body of a test. */
const tests: readonly Row[] = [
  ['length', 'assert len([1, 2]) == 3', 'assert', 'AssertionError', 'assert 2 == 3'],
  ['in', "assert 'tea' in ['milk']", 'assert', 'AssertionError', "assert 'tea' in ['milk']"],
  ['zero', '1 / 0', '1 / 0', 'ZeroDivisionError', 'division by zero'],
  ['message', "assert False, 'the shelf is empty'", 'assert', 'AssertionError', 'the shelf is empty'],
];

const checks: readonly (readonly [tool: 'mypy' | 'ruff' | 'flake8', ...Row])[] = [
  [
    'mypy',
    'return',
    'def total() -> int:\n    return "1"\n',
    'return',
    'return-value',
    'Incompatible return value type (got "str", expected "int")',
  ],
  [
    'mypy',
    'argument',
    'def pay(amount: int) -> None: ...\n\n\npay("1")\n',
    'pay("1")',
    'arg-type',
    'Argument 1 to "pay" has incompatible type "str"; expected "int"',
  ],
  [
    'mypy',
    'attribute',
    'amount: int = 1\nprint(amount.upper())\n',
    'upper',
    'attr-defined',
    '"int" has no attribute "upper"',
  ],
  [
    'mypy',
    'index',
    'shelf: list[int] = []\nshelf["tea"]\n',
    'shelf["tea"]',
    'call-overload',
    'No overload variant of "__getitem__" of "list" matches argument type "str"',
  ],
  [
    'ruff',
    'star',
    'from os import *\n',
    'import',
    'F403',
    '`from os import *` used; unable to detect undefined names',
  ],
  [
    'ruff',
    'none',
    'amount = 1\nprint(amount == None)\n',
    'None',
    'E711',
    'Comparison to `None` should be `cond is None`',
  ],
  [
    'ruff',
    'lambda',
    'double = lambda x: x * 2\nprint(double)\n',
    'lambda',
    'E731',
    'Do not assign a `lambda` expression, use a `def`',
  ],
  [
    'flake8',
    'none',
    'amount = 1\nprint(amount == None)\n',
    'None',
    'E711',
    "comparison to None should be 'if cond is None:'",
  ],
  [
    'flake8',
    'lambda',
    'double = lambda x: x * 2\nprint(double)\n',
    'lambda',
    'E731',
    'do not assign a lambda expression, use a def',
  ],
  [
    'flake8',
    'except',
    'try:\n    print()\nexcept:\n    pass\n',
    'except',
    'E722',
    "do not use bare 'except'",
  ],
];

const checkers = {
  mypy: 'mypy --no-color-output seeded.py',
  ruff: 'ruff check --no-cache --select E,F seeded.py',
  flake8: 'flake8 seeded.py',
} as const;

const types: readonly Row[] = [
  [
    'possibly-undefined',
    'export const size = [1].find((n) => n > 1).toFixed();',
    'size',
    'TS2532',
    "Object is possibly 'undefined'.",
  ],
  [
    'duplicate',
    'const twice = 1;\nconst twice = 2;\nexport { twice };',
    'twice = 1',
    'TS2451',
    "Cannot redeclare block-scoped variable 'twice'.",
  ],
  [
    'implicit-any',
    'export function half(amount) {\n  return amount / 2;\n}',
    'half(amount)',
    'TS7006',
    "Parameter 'amount' implicitly has an 'any' type.",
  ],
  [
    'not-callable',
    'const price = 1;\nexport const paid = price();',
    'price()',
    'TS2349',
    'This expression is not callable.',
  ],
  [
    'private',
    'class Till {\n  private cash = 1;\n}\nexport const cash = new Till().cash;',
    'new Till()',
    'TS2341',
    "Property 'cash' is private and only accessible within class 'Till'.",
  ],
  [
    'readonly',
    'const shelf: { readonly tea: number } = { tea: 1 };\nshelf.tea = 2;\nexport { shelf };',
    'shelf.tea = 2',
    'TS2540',
    "Cannot assign to 'tea' because it is a read-only property.",
  ],
  [
    'abstract',
    'abstract class Till {}\nexport const till = new Till();',
    'new Till',
    'TS2511',
    'Cannot create an instance of an abstract class.',
  ],
  [
    'await',
    'export function pay(): void {\n  await Promise.resolve();\n}',
    'await Promise',
    'TS1308',
    "'await' expressions are only allowed within async functions and at the top levels of modules.",
  ],
];

const rules: readonly Row[] = [
  [
    'const',
    'export let fixed = 1;\nexport function use() {\n  let price = 2;\n  return price;\n}',
    'let price',
    'prefer-const',
    "'price' is never reassigned. Use 'const' instead.",
  ],
];

const repository =
  'git init -q -b main . && git config user.name Ada && git config user.email ada@example.invalid && git add . && git commit -qm Start';

const commands: readonly (readonly [
  id: string,
  command: string,
  message: string,
  code?: string | undefined,
  file?: string,
])[] = [
  ['existing-branch', `${repository} && git branch main`, "a branch named 'main' already exists"],
  [
    'nothing-to-show',
    `${repository} && git show nowhere`,
    "ambiguous argument 'nowhere': unknown revision or path not in the working tree.",
  ],
  ['bad-option', `${repository} && git log --no-such-option`, 'unrecognized argument: --no-such-option'],
  ['clone', 'git clone /nowhere/shop.git', "repository '/nowhere/shop.git' does not exist"],
  [
    'untracked',
    `${repository} && git checkout -qb side && echo new > tea.txt && git add . && git commit -qm Tea && git checkout -q main && echo mine > tea.txt && git merge side`,
    'The following untracked working tree files would be overwritten by merge:',
    undefined,
    'tea.txt',
  ],
  [
    'remote-exists',
    `${repository} && git remote add origin . && git remote add origin .`,
    'remote origin already exists.',
  ],
  ['tag', `${repository} && git tag v1 && git tag v1`, "tag 'v1' already exists"],
  ['stash', `${repository} && git stash pop stash@{3}`, 'stash@{3} is not a valid reference'],
];

const bundles: readonly (readonly [
  tool: 'esbuild' | 'webpack' | 'vite' | 'rollup',
  id: string,
  code: string,
  at: string,
  message: string,
  kind?: string,
])[] = [
  [
    'esbuild',
    'duplicate',
    'let price = 1;\nlet price = 2;\nconsole.log(price);',
    'price = 2',
    'The symbol "price" has already been declared',
  ],
  [
    'esbuild',
    'await',
    'function pay() {\n  await undefined;\n}\npay();',
    'await',
    '"await" can only be used inside an "async" function',
  ],
  [
    'esbuild',
    'reassigned',
    'const price = 1;\nprice = 2;\nconsole.log(price);',
    'price = 2',
    'Cannot assign to "price" because it is a constant',
  ],
  [
    'webpack',
    'duplicate',
    'let price = 1;\nlet price = 2;\nconsole.log(price);',
    'price = 2',
    "Identifier 'price' has already been declared",
    'Module parse failed',
  ],
  [
    'rollup',
    'duplicate',
    'let price = 1;\nlet price = 2;\nconsole.log(price);',
    'price = 2',
    'Identifier "price" has already been declared',
    'RollupError',
  ],
  [
    'vite',
    'duplicate',
    'let price = 1;\nlet price = 2;\nconsole.log(price);',
    'price',
    'Identifier `price` has already been declared',
    'PARSE_ERROR',
  ],
];

const bundle = {
  esbuild: 'esbuild src/main.mjs --bundle --outdir=out',
  rollup: 'rollup src/main.mjs --dir out',
  webpack: 'webpack --mode development ./src/main.mjs',
  vite: 'vite build',
} as const;

const runs: readonly (readonly [tool: 'vitest' | 'mocha', ...Row])[] = [
  [
    'vitest',
    'contain',
    "expect(['milk']).toContain('tea');",
    'toContain',
    'AssertionError',
    "expected [ 'milk' ] to include 'tea'",
  ],
  ['vitest', 'thrown', "throw new RangeError('no such seat');", 'RangeError', 'RangeError', 'no such seat'],
  [
    'vitest',
    'length',
    'expect([1, 2]).toHaveLength(3);',
    'toHaveLength',
    'AssertionError',
    'expected [ 1, 2 ] to have a length of 3 but got 2',
  ],
  [
    'vitest',
    'throws',
    'expect(() => 1).toThrow();',
    'toThrow',
    'AssertionError',
    'expected [Function] to throw an error',
  ],
  ['mocha', 'thrown', "throw new RangeError('no such seat');", 'RangeError', 'RangeError', 'no such seat'],
  [
    'mocha',
    'rejected',
    "return Promise.reject(new Error('the till is closed'));",
    'the till',
    'Error',
    'the till is closed',
  ],
  [
    'mocha',
    'undefined',
    'const cart = undefined;\n    cart.items;',
    'cart.items',
    'TypeError',
    "Cannot read properties of undefined (reading 'items')",
  ],
];

function testOf(tool: 'vitest' | 'mocha', body: string): string {
  const head = tool === 'vitest' ? "import { describe, expect, it } from 'vitest';\n\n" : '';
  return `${head}describe('cart', () => {\n  it('works', () => {\n    ${body}\n  });\n});\n`;
}

const manifest = (fields: Record<string, unknown>) =>
  `${JSON.stringify({ name: 'shop', version: '1.0.0', ...fields }, null, 2)}\n`;

const packages: readonly (readonly [
  tool: 'npm' | 'pnpm' | 'yarn',
  id: string,
  command: string,
  fields: Record<string, unknown>,
  message: string,
  code?: string | undefined,
])[] = [
  [
    'npm',
    'no-workspace',
    'npm run test --workspace=till',
    {},
    'No workspaces found:\n--workspace=till'.split('\n')[0] ?? '',
  ],
  [
    'pnpm',
    'exit-seven',
    'pnpm test',
    { scripts: { test: 'exit 7' } },
    'Test failed. See above for more details.',
    'ELIFECYCLE',
  ],
  ['yarn', 'exit-seven', 'yarn test', { scripts: { test: 'exit 7' } }, 'Command failed with exit code 7.'],
];

interface Given {
  readonly id: string;
  readonly expected: Expected;
  readonly project: string;
  readonly command: string;
  readonly seed: Case['seed'];
}

function unseen({ id, expected, project, command, seed }: Given): Case {
  return {
    name: `unseen-${slug(id)}`,
    fault: `unseen ${expected.tool} ${id}`,
    prose: `A fault that was put in when the parsers stood: ${id}.`,
    ...{ project, command, seed, expected },
  };
}

const coded = (code: string | undefined) => (code === undefined ? {} : { code });

export const unseenCases: readonly Case[] = [
  ...scripts.map(([id, text, at, code, message]) =>
    unseen({
      ...{ id, project: 'empty', command: 'node src/seeded.mjs', seed: { 'src/seeded.mjs': `${text}\n` } },
      expected: { tool: 'node', ...coded(code), message, file: 'src/seeded.mjs', at },
    }),
  ),
  ...python.map(([id, text, at, code, message]) =>
    unseen({
      ...{
        id,
        project: 'empty',
        command: 'python seeded.py',
        seed: { 'seeded.py': `# The shop.\n${text}\n` },
      },
      expected: { tool: 'python', ...coded(code), message, file: 'seeded.py', at },
    }),
  ),
  ...tests.map(([id, body, at, code, message]) =>
    unseen({
      ...{ id, project: 'empty', command: 'pytest -p no:cacheprovider' },
      seed: { 'test_seeded.py': `def test_works():\n    ${body}\n` },
      expected: { tool: 'pytest', ...coded(code), message, file: 'test_seeded.py', at },
    }),
  ),
  ...checks.map(([tool, id, text, at, code, message]) =>
    unseen({
      ...{ id, project: 'empty', command: checkers[tool], seed: { 'seeded.py': text } },
      expected: { tool, ...coded(code), message, file: 'seeded.py', at },
    }),
  ),
  ...types.map(([id, text, at, code, message]) =>
    unseen({
      ...{ id, project: 'npm-vitest-eslint', command: 'tsc --noEmit' },
      seed: { 'src/links/slug.ts': append(text) },
      expected: { tool: 'tsc', ...coded(code), message, file: 'src/links/slug.ts', at },
    }),
  ),
  ...rules.map(([id, text, at, code, message]) =>
    unseen({
      ...{ id, project: 'npm-vitest-eslint', command: 'eslint src' },
      seed: { 'src/links/slug.ts': append(text) },
      expected: { tool: 'eslint', ...coded(code), message, file: 'src/links/slug.ts', at },
    }),
  ),
  ...commands.map(([id, command, message, code, file]) =>
    unseen({
      ...{ id, project: 'empty', command, seed: { 'price.txt': 'nothing\n' } },
      expected: { tool: 'git', ...coded(code), message, ...(file === undefined ? {} : { file }) },
    }),
  ),
  ...bundles.map(([tool, id, text, at, message, code]) =>
    unseen({
      ...{ id, project: 'bundlers', command: bundle[tool] },
      seed: {
        'src/main.mjs': `${text}\n`,
        'index.html': '<script type="module" src="./src/main.mjs"></script>\n',
      },
      expected: { tool, ...coded(code), message, file: 'src/main.mjs', at },
    }),
  ),
  ...runs.map(([tool, id, body, at, code, message]) => {
    const file = tool === 'vitest' ? 'test/seeded.test.ts' : 'test/seeded.test.js';
    return unseen({
      id,
      project: tool === 'vitest' ? 'npm-vitest-eslint' : 'js-mocha',
      command: tool === 'vitest' ? `vitest run ${file}` : `mocha --no-config ${file}`,
      seed: { [file]: testOf(tool, body) },
      expected: { tool, ...coded(code), message, file, at },
    });
  }),
  ...packages.map(([tool, id, command, fields, message, code]) =>
    unseen({
      ...{ id, project: 'empty', command, seed: { 'package.json': manifest(fields) } },
      expected: { tool, ...coded(code), message },
    }),
  ),
];
