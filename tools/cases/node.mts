import { slug, type Case, type Expected } from './case.mts';

interface Fault {
  readonly id: string;
  readonly prose: string;
  readonly main: string;
  readonly expected: Omit<Expected, 'tool'>;
  readonly file?: string;
  readonly flags?: string;
}

const faults: readonly Fault[] = [
  {
    id: 'thrown',
    prose: 'An exception nobody catches.',
    main: 'function pay(amount) {\n  throw new RangeError(`no amount ${amount}`);\n}\npay(3);',
    expected: { code: 'RangeError', message: 'no amount 3', at: 'throw new' },
  },
  {
    id: 'null',
    prose: 'A property of undefined is read.',
    main: 'const cart = {};\nconsole.log(cart.items.length);',
    expected: {
      code: 'TypeError',
      message: "Cannot read properties of undefined (reading 'length')",
      at: 'items.length',
    },
  },
  {
    id: 'missing-file',
    prose: 'A file is read that does not exist.',
    main: "import { readFileSync } from 'node:fs';\nreadFileSync('./prices.json');",
    expected: {
      code: 'ENOENT',
      message: "ENOENT: no such file or directory, open './prices.json'",
      at: "readFileSync('",
    },
  },
  {
    id: 'missing-module',
    prose: 'A module is imported that does not exist.',
    main: "import './tax.mjs';",
    expected: {
      code: 'ERR_MODULE_NOT_FOUND',
      message: "Cannot find module '/home/ada/shop/src/tax.mjs' imported from /home/ada/shop/src/seeded.mjs",
    },
  },
  {
    id: 'missing-package',
    prose: 'A package is imported that is not installed.',
    main: "import 'no-such-package';",
    expected: {
      code: 'ERR_MODULE_NOT_FOUND',
      message: "Cannot find package 'no-such-package' imported from /home/ada/shop/src/seeded.mjs",
    },
  },
  {
    id: 'required',
    prose: 'A module is required that does not exist.',
    file: 'src/seeded.cjs',
    main: "require('./tax.cjs');",
    expected: { code: 'MODULE_NOT_FOUND', message: "Cannot find module './tax.cjs'", at: 'require' },
  },
  {
    id: 'syntax',
    prose: 'A file is no JavaScript.',
    main: 'const amount = ;',
    expected: { code: 'SyntaxError', message: "Unexpected token ';'", at: 'const amount' },
  },
  {
    id: 'missing-export',
    prose: 'A name is imported that is not exported.',
    main: "import { nothing } from 'node:fs';\nnothing();",
    expected: {
      code: 'SyntaxError',
      message: "The requested module 'node:fs' does not provide an export named 'nothing'",
      at: 'import',
    },
  },
  {
    id: 'rejected',
    prose: 'A promise is rejected and nobody waits.',
    main: "async function pay() {\n  await undefined;\n  throw new Error('card refused');\n}\npay();",
    expected: { code: 'Error', message: 'card refused', at: 'throw new' },
  },
  {
    id: 'rejected-text',
    prose: 'A promise is rejected with a text.',
    main: "Promise.reject('card refused');",
    expected: {
      code: 'ERR_UNHANDLED_REJECTION',
      message:
        'This error originated either by throwing inside of an async function without a catch block, or by rejecting a promise which was not handled with .catch(). The promise rejected with the reason "card refused".',
    },
  },
  {
    id: 'thrown-text',
    prose: 'A text is thrown.',
    main: "throw 'card refused';",
    expected: { message: 'card refused', at: 'throw' },
  },
  {
    id: 'cause',
    prose: 'An exception has a cause.',
    main: "function read() {\n  try {\n    JSON.parse('{');\n  } catch (cause) {\n    throw new Error('cannot read the prices', { cause });\n  }\n}\nread();",
    expected: { code: 'Error', message: 'cannot read the prices', at: 'throw new' },
  },
  {
    id: 'aggregate',
    prose: 'All of several attempts fail.',
    main: "const attempt = (name) => Promise.reject(new Error(`${name} is away`));\nawait Promise.any([attempt('one'), attempt('two')]);",
    expected: { code: 'AggregateError', message: 'All promises were rejected', at: 'new Error' },
  },
  {
    id: 'connection',
    prose: 'A server does not answer.',
    main: "import { connect } from 'node:net';\nconnect(9, '127.0.0.1');",
    expected: { code: 'ECONNREFUSED', message: 'connect ECONNREFUSED 127.0.0.1:9' },
  },
  {
    id: 'printed',
    prose: 'A caught exception is printed.',
    main: "try {\n  null.amount;\n} catch (error) {\n  console.error('it failed:');\n  console.error(error);\n}",
    expected: {
      code: 'TypeError',
      message: "Cannot read properties of null (reading 'amount')",
      at: 'null.amount',
    },
  },
  {
    id: 'own-class',
    prose: 'An exception of a class of its own is thrown.',
    main: "class OutOfStock extends Error {\n  constructor(item) {\n    super(`no ${item} left`);\n    this.name = 'OutOfStock';\n    this.code = 'E_STOCK';\n  }\n}\nfunction take(item) {\n  throw new OutOfStock(item);\n}\ntake('tea');",
    expected: { code: 'E_STOCK', message: 'no tea left', at: 'throw new' },
  },
  {
    id: 'argument',
    prose: 'A function of Node gets a wrong argument.',
    main: "import { join } from 'node:path';\njoin(3);",
    expected: {
      code: 'ERR_INVALID_ARG_TYPE',
      message: 'The "path" argument must be of type string. Received type number (3)',
      at: 'join(3)',
    },
  },
  {
    id: 'assertion',
    prose: 'An assertion fails.',
    main: "import assert from 'node:assert';\nassert.equal(1 + 1, 3, 'the sum is wrong');",
    expected: { code: 'ERR_ASSERTION', message: 'the sum is wrong', at: 'assert.equal' },
  },
  {
    id: 'typescript',
    prose: 'A TypeScript file throws, run by Node itself.',
    file: 'src/seeded.ts',
    main: "interface Cart {\n  readonly total: number;\n}\nfunction check(cart: Cart): void {\n  if (cart.total < 0) throw new Error('negative');\n}\ncheck({ total: -1 });",
    expected: { code: 'Error', message: 'negative', at: 'throw new' },
  },
  {
    id: 'enum',
    prose: 'A TypeScript file holds what Node cannot strip.',
    file: 'src/seeded.ts',
    main: 'enum Colour {\n  Red,\n}\nconsole.log(Colour.Red);',
    expected: {
      code: 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX',
      message: 'TypeScript enum is not supported in strip-only mode',
      at: 'enum',
    },
  },
  {
    id: 'deep',
    prose: 'A function calls itself for ever.',
    main: 'function again(depth) {\n  return again(depth + 1) + 1;\n}\nagain(0);',
    expected: { code: 'RangeError', message: 'Maximum call stack size exceeded' },
  },
];

const inFile: readonly Case[] = faults.map(
  ({ id, prose, main, expected, file = 'src/seeded.mjs', flags = '' }): Case => ({
    name: slug(id),
    fault: `node ${id}`,
    prose,
    project: 'npm-vitest-eslint',
    command: `node ${flags}${file}`.replace('  ', ' '),
    seed: { [file]: `${main}\n` },
    expected: {
      tool: 'node',
      ...(/ERR_UNHANDLED|connection|deep|thrown-text/u.test(`${expected.code ?? ''} ${id}`) ? {} : { file }),
      ...expected,
    },
  }),
);

/** What an application writes to its log. */
const logged: readonly { id: string; main: string; message: string; code?: string; at?: string }[] = [
  {
    id: 'pino',
    main: "import pino from 'pino';\nconst log = pino();\nlog.info('started');\ntry {\n  null.amount;\n} catch (err) {\n  log.error({ err }, 'payment failed');\n}",
    message: 'payment failed',
    code: 'TypeError',
    at: 'null.amount',
  },
  {
    id: 'pino-text',
    main: "import pino from 'pino';\nconst log = pino();\nlog.warn({ left: 3 }, 'stock is low');\nlog.error({ port: 5432 }, 'database is away');",
    message: 'database is away',
  },
  {
    id: 'json-level',
    main: "console.log(JSON.stringify({ time: new Date(), level: 'info', message: 'started' }));\nconsole.log(JSON.stringify({ time: new Date(), level: 'error', message: 'queue is full', code: 'E_QUEUE' }));",
    message: 'queue is full',
    code: 'E_QUEUE',
  },
  {
    id: 'logfmt',
    main: 'console.log(`time=${new Date().toISOString()} level=info msg=started`);\nconsole.log(`time=${new Date().toISOString()} level=error msg="cannot reach \\\\"billing\\\\"" attempt=3`);',
    message: 'cannot reach "billing"',
  },
  {
    id: 'prefix',
    main: 'const now = () => new Date().toISOString();\nconsole.log(`${now()} INFO started`);\nconsole.log(`${now()} ERROR cannot write the ledger`);',
    message: 'cannot write the ledger',
  },
  {
    id: 'prefix-stack',
    main: 'const now = () => new Date().toISOString();\ntry {\n  null.amount;\n} catch (error) {\n  console.log(`${now()} ERROR ${error.stack}`);\n}',
    message: "Cannot read properties of null (reading 'amount')",
    code: 'TypeError',
    at: 'null.amount',
  },
  {
    id: 'brackets',
    main: "console.log('[INFO] started');\nconsole.log('[ERROR] the mailer is not configured');",
    message: 'the mailer is not configured',
  },
];

const logs: readonly Case[] = logged.map(({ id, main, message, code, at }): Case => ({
  name: slug(id),
  fault: `log ${id}`,
  prose: 'An application writes an error to its log.',
  project: 'npm-vitest-eslint',
  command: 'node src/seeded.mjs',
  seed: { 'src/seeded.mjs': `${main}\n` },
  expected: {
    tool: 'log',
    ...(code === undefined ? {} : { code }),
    message,
    ...(at === undefined ? {} : { file: 'src/seeded.mjs', at }),
  },
}));

export const nodeCases: readonly Case[] = [...inFile, ...logs];
