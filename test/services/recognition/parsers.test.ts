import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { recognized, summary } from './recognized.ts';

describe('tsc', () => {
  it('reads what it elaborates, and the source that it shows, as part of the error', () => {
    const plain = [
      "src/cart.ts(2,7): error TS2322: Type '(x: string) => string' is not assignable to type '(x: number) => string'.",
      "  Types of parameters 'x' and 'x' are incompatible.",
      "    Type 'number' is not assignable to type 'string'.",
      'error TS18003: No inputs were found in config file.',
    ].join('\n');
    const pretty = [
      "src/cart.ts:2:7 - error TS2322: Type '(x: string) => string' is not assignable to type '(x: number) => string'.",
      "  Types of parameters 'x' and 'x' are incompatible.",
      "    Type 'number' is not assignable to type 'string'.",
      '',
      '2 const f: (x: number) => string = (x: string) => x;',
      '        ~',
      '',
      'error TS18003: No inputs were found in config file.',
      '',
      '',
      'Found 2 errors.',
    ].join('\n');
    const [first, second] = recognized(plain);
    expect(first?.details).toHaveLength(2);
    expect(second?.location).toBeUndefined();
    expect(recognized(pretty).map(({ signature }) => signature)).toEqual(
      recognized(plain).map(({ signature }) => signature),
    );
  });
});

describe('eslint', () => {
  it('reads its report for people like its JSON', () => {
    const stylish = [
      '',
      '/home/ada/shop/src/cart.ts',
      "  3:7   error    'total' is assigned a value but never used  @typescript-eslint/no-unused-vars",
      '  9:1   warning  Unexpected console statement                no-console',
      '  12:3  error    Parsing error: Unexpected token',
      '',
      '✖ 3 problems (2 errors, 1 warning)',
    ].join('\n');
    const json = JSON.stringify([
      {
        filePath: '/home/ada/shop/src/cart.ts',
        messages: [
          {
            ruleId: '@typescript-eslint/no-unused-vars',
            severity: 2,
            line: 3,
            column: 7,
            message: "'total' is assigned a value but never used.",
          },
          { ruleId: 'no-console', severity: 1, line: 9, column: 1, message: 'Unexpected console statement.' },
          {
            ruleId: null,
            fatal: true,
            severity: 2,
            line: 12,
            column: 3,
            message: 'Parsing error: Unexpected token',
          },
        ],
      },
    ]);
    expect(summary(recognized(stylish))).toEqual([
      "eslint @typescript-eslint/no-unused-vars /home/ada/shop/src/cart.ts:3:7 'total' is assigned a value but never used",
      'eslint no-console /home/ada/shop/src/cart.ts:9:1 Unexpected console statement',
      'eslint - /home/ada/shop/src/cart.ts:12:3 Parsing error: Unexpected token',
    ]);
    expect(recognized(json).map(({ severity, signature }) => ({ severity, signature }))).toEqual(
      recognized(stylish).map(({ severity, signature }) => ({ severity, signature })),
    );
  });

  it('takes a list of files for no report', () => {
    expect(recognized('/home/ada/shop/src/cart.ts\n/home/ada/shop/src/main.ts\n')).toEqual([]);
  });
});

describe('reports in JSON', () => {
  it.each([
    ['biome-2.6', 'biome'],
    ['oxlint-1.94', 'oxlint'],
    ['eslint-9', 'eslint'],
  ])('are read as %s prints them', (name, tool) => {
    const text = readFileSync(join(import.meta.dirname, '..', 'reports', 'captured', `${name}.txt`), 'utf8');
    const found = recognized(text);
    expect(found.length).toBeGreaterThan(2);
    expect(found.every((error) => error.tool === tool && error.location !== undefined)).toBe(true);
  });

  it('are nothing where they are cut off', () => {
    expect(recognized('{"summary":{"errors":1},"diagnostics":[{"severity":"error"\n')).toEqual([]);
  });
});

describe('node', () => {
  it('reads a crash with its source, its frames, its cause and its properties', () => {
    const crash = [
      '/home/ada/shop/src/cart.js:10',
      "  throw new Error('no stock', { cause });",
      '  ^',
      '',
      'Error: no stock',
      '    at total (/home/ada/shop/node_modules/sum/index.js:3:9)',
      '    at async checkout (file:///home/ada/shop/src/cart.js:10:9)',
      '    at node:internal/main/run_main_module:33:47 {',
      "  code: 'ESTOCK',",
      '  [cause]: TypeError: fetch failed',
      '      at fetch (/home/ada/shop/src/api.js:2:3)',
      '}',
      '',
      'Node.js v24.0.0',
    ].join('\n');
    const [error, ...more] = recognized(crash);
    expect(more).toEqual([]);
    expect(error).toMatchObject({
      code: 'ESTOCK',
      message: 'no stock',
      location: { file: '/home/ada/shop/src/cart.js', line: 10, column: 9 },
      causes: [{ name: 'TypeError', message: 'fetch failed' }],
      firstLine: 1,
      lastLine: 12,
    });
    expect(error?.frames?.map(({ call }) => call)).toEqual(['total', 'checkout', undefined]);
  });

  it.each([
    [
      'a module that is missing',
      "Error: Cannot find module './tax'\nRequire stack:\n- /home/ada/shop/src/cart.js\n    at node:internal/modules/cjs/loader:1:2 {\n  code: 'MODULE_NOT_FOUND'\n}",
      "node MODULE_NOT_FOUND /home/ada/shop/src/cart.js Cannot find module './tax'",
    ],
    [
      'an import that is missing',
      "Error [ERR_MODULE_NOT_FOUND]: Cannot find module '/x/tax.js' imported from /home/ada/shop/src/cart.js\n    at node:internal/modules/esm/resolve:1:2",
      "node ERR_MODULE_NOT_FOUND /home/ada/shop/src/cart.js Cannot find module '/x/tax.js' imported from /home/ada/shop/src/cart.js",
    ],
    [
      'a text that was thrown',
      "/home/ada/shop/src/cart.js:1\nthrow 'boom'\n^\nboom\n(Use `node --trace-uncaught ...` to show where the exception was thrown)",
      'node - /home/ada/shop/src/cart.js:1 boom',
    ],
    [
      'a class of any name',
      'OutOfStock: none left\n    at total (/home/ada/shop/src/cart.js:3:9)',
      'node OutOfStock /home/ada/shop/src/cart.js:3:9 none left',
    ],
    [
      'an error without a stack',
      'Error: something broke\nand then it went on',
      'node Error - something broke',
    ],
  ])('reads %s', (_what, text, expected) => {
    expect(summary(recognized(text))).toEqual([expected]);
  });

  it('leaves what follows an error without a stack to others', () => {
    const text = "Error: first\nsrc/cart.ts(1,2): error TS2304: Cannot find name 'totl'.\n";
    expect(recognized(text).map(({ tool }) => tool)).toEqual(['node', 'tsc']);
  });

  it.each([['Note: this is prose'], ['/home/ada/shop/src/cart.js:10\nno caret follows\n']])(
    'takes %j for no exception',
    (text) => {
      expect(recognized(text)).toEqual([]);
    },
  );
});

describe('what is no error', () => {
  it.each([
    [
      'a run that passed',
      ' ✓ test/cart.test.ts (4 tests) 62ms\n Test Files  1 passed (1)\n  0 failing\n# fail 0\nok 1 - adds',
    ],
    ['a test that is to fail', 'not ok 1 - adds # TODO later\nnot ok 2 - adds # skip no shop'],
    ['what npm tells', '> shop@1.0.0 test\n> exit 0\n\nnpm warn deprecated left-pad@1.3.0\nnpm notice\n'],
    [
      'prose',
      'error: it is not one of ours\nFailed is a word\nerrors were 0\nNote: see File "x"\nfatal attraction',
    ],
    ['a sentence that begins with a level', 'ERROR IN CONTACTING RM.\nALERT exited abnormally with [1]'],
    [
      'a log that all is well',
      '2026-11-27T10:00:00Z INFO started\n{"level":30,"msg":"started"}\nlevel=info msg=started',
    ],
    ['a list of places', '/home/ada/shop/src/cart.ts:12\nsrc/cart.ts:12:5\n--> src/cart.ts:1:1\n'],
    [
      'a commit',
      'commit 0123456789abcdef0123456789abcdef01234567\nAuthor: Ada <ada@example.invalid>\n\n    Fix TypeError in cart\n',
    ],
  ])('such as %s', (_what, text) => {
    expect(summary(recognized(text))).toEqual([]);
  });
});

describe('a log', () => {
  it.each([
    ['2026-11-27T10:00:00.123Z ERROR no stock', 'log - - no stock'],
    ['10:00:00 shop[12]: ERROR no stock', 'log - - no stock'],
    ['[ERROR] no stock', 'log - - no stock'],
    ['ERROR: no stock', 'log - - no stock'],
    ['{"level":50,"msg":"no stock","err":{"code":"E_STOCK"}}', 'log E_STOCK - no stock'],
    ['level=error msg="no stock" shop=3', 'log - - no stock'],
  ])('says an error as %s', (line, expected) => {
    expect(summary(recognized(line))).toEqual([expected]);
  });
});

describe('an output that is cut off before it says what went wrong', () => {
  it('still says where', () => {
    const [error] = recognized(' FAIL  test/cart.test.ts > cart > adds');
    expect(error).toMatchObject({ message: 'cart > adds', location: { file: 'test/cart.test.ts' } });
  });
});

describe('a crash inside of TAP', () => {
  it('is read behind its marks', () => {
    const text =
      '# TypeError: no shelf\n#     at take (/home/ada/shop/src/stock.js:3:9)\n# Node.js v24.0.0\nok 1 - adds';
    expect(summary(recognized(text))).toEqual(['node TypeError /home/ada/shop/src/stock.js:3:9 no shelf']);
  });
});
