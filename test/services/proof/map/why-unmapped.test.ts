import { describe, expect, it } from 'vitest';
import { runnerOf } from '../../../../server/src/services/proof/gates/runners/index.ts';
import type { TestJob } from '../../../../server/src/services/proof/gates/test-jobs.ts';
import { runnerTexts, setupsOf } from '../../../../server/src/services/proof/map/runner-texts.ts';
import { whyUnmapped } from '../../../../server/src/services/proof/map/why-unmapped.ts';
import type { PackageFacts, WorkspaceFacts } from '../../../../server/src/services/workspace/index.ts';

interface Shop {
  readonly kind?: TestJob['tool']['kind'];
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly dependencies?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  /** Packages beside the root, and the siblings each depends on. */
  readonly members?: Readonly<Record<string, readonly string[]>>;
}

/** A workspace with these files, tools and packages. */
async function asked({
  kind = 'vitest',
  args = [],
  env = {},
  dependencies = [],
  files = {},
  members = {},
}: Shop) {
  const member = (folder: string, siblings: readonly string[] = []) => ({
    ...{ folder, name: folder === '' ? 'shop' : folder.slice('packages/'.length), siblings },
    dependencies: Object.fromEntries(folder === '' ? dependencies.map((name) => [name, '*']) : []),
  });
  const packages = [
    member(''),
    ...Object.entries(members).map(([name, siblings]) => member(`packages/${name}`, siblings)),
  ] as unknown as readonly PackageFacts[];
  const tool = { state: 'ready', kind, version: '4.0.0', entry: '/bin/runner', args, env } as const;
  const facts = { root: '/shop', packages } as WorkspaceFacts;
  const jobs: readonly TestJob[] = [{ runner: runnerOf(kind), tool, folder: '', selection: { kind: 'all' } }];
  const sandbox = { read: (path: string) => Promise.resolve(files[path]) };
  const sources = Object.keys(files).filter((path) => /\.[cm]?[jt]s$/.test(path));
  const texts = await runnerTexts({ facts, jobs, sandbox }, sources);
  return { why: whyUnmapped({ facts, jobs }, texts), setups: setupsOf(texts, sources) };
}

const why = async (shop: Shop) => (await asked(shop)).why;
const setups = async (shop: Shop) => (await asked(shop)).setups;

const config = (text: string, path = 'vitest.config.ts'): Shop => ({ files: { [path]: text } });
const exporting = (target: string): Shop => ({
  members: { money: [], api: ['money'] },
  files: { 'packages/money/package.json': JSON.stringify({ main: target }) },
});

describe('a workspace is not mapped', () => {
  it.each<[string, Shop, string]>([
    ['whose runner is not watched', { kind: 'mocha' }, 'No runner of these tests is watched.'],
    ['whose tests are compiled with their types', { dependencies: ['ts-jest'] }, 'shop uses ts-jest.'],
    [
      'whose tests run in a browser',
      { dependencies: ['@vitest/browser-playwright'] },
      'shop uses @vitest/browser-playwright.',
    ],
    [
      'whose tests run in an engine of their own',
      { dependencies: ['@cloudflare/vitest-pool-workers'] },
      'shop uses @cloudflare/vitest-pool-workers.',
    ],
    [
      'that says so on the command line',
      { args: ['--typecheck.only'] },
      'Vitest is started with --typecheck.only.',
    ],
    [
      'whose loader checks types',
      { kind: 'node:test', env: { NODE_OPTIONS: '--loader=ts-node/esm' } },
      'node:test is started with --loader=ts-node/esm.',
    ],
    ['whose tests are types', config('test: { typecheck: {} }'), 'vitest.config.ts names typecheck.'],
    [
      'of which one project is a browser',
      config('projects: [{ test: { browser: { enabled: true } } }]', 'packages/a/vite.config.mts'),
      'packages/a/vite.config.mts names browser.',
    ],
    [
      'with a pool of its own',
      config("test: { pool: './pool.ts' }"),
      "vitest.config.ts names pool: './pool.ts'.",
    ],
    [
      'with a runner of its own',
      config("runner: './r.js'", 'jest.config.js'),
      'jest.config.js names runner.',
    ],
    [
      'with a runner of its own, in its manifest',
      { files: { 'package.json': '{"jest":{"runner":"./r.js"}}' } },
      'package.json names runner.',
    ],
    [
      'whose configuration has a name of its own',
      { args: ['--config', 'ci/unit.ts'], files: { 'ci/unit.ts': 'test: { typecheck: {} }' } },
      'ci/unit.ts names typecheck.',
    ],
    [
      'whose runner compiles with types',
      { kind: 'tap', files: { '.taprc': 'typecheck: true' } },
      '.taprc names typecheck.',
    ],
    [
      'whose styles are named by the text of their file',
      { dependencies: ['babel-plugin-styled-components'] },
      'shop uses babel-plugin-styled-components.',
    ],
    ['in which one file is compiled by the types of others', { dependencies: ['typia'] }, 'shop uses typia.'],
    [
      'in which tests load what a sibling is built to',
      exporting('./dist/index.js'),
      'Tests may load built files of money.',
    ],
  ])('%s', async (_which, shop, reason) => {
    expect(await why(shop)).toBe(reason);
  });
});

describe('a workspace is mapped', () => {
  it.each<[string, Shop]>([
    ['as a rule', { dependencies: ['vitest', 'pino'], args: ['--config', 'vitest.config.ts'] }],
    [
      'where a loader only takes types away',
      { kind: 'node:test', args: ['--import=ts-node/transpile-only'] },
    ],
    ['with a pool of the runner', config("test: { pool: 'forks', isolate: true }")],
    ['whatever else is configured there', config('server: { browser: true }', 'src/config.ts')],
    ['where a script has such a name', { files: { 'package.json': '{"scripts":{"typecheck":"tsc"}}' } }],
    ['where siblings load sources', exporting('./src/index.ts')],
    [
      'where nobody depends on what is built',
      { members: { money: [] }, files: { 'packages/money/package.json': '{"main":"dist/a.js"}' } },
    ],
  ])('%s', async (_which, shop) => {
    expect(await why(shop)).toBeUndefined();
  });
});

describe('what runs in front of every test file', () => {
  const files = { 'test/env.ts': '', 'test/env.test.ts': '', 'src/env/index.ts': '', 'test/setup.ts': '' };

  it.each<[string, Shop]>([
    ['a configuration names it', config("setupFiles: ['./test/env.ts']")],
    ['it is named without an ending', config("require.resolve('./test/env')", 'jest.config.js')],
    ['an argument names it', { kind: 'node:test', args: ['--import=./test/env.ts'] }],
    ['a variable names it', { kind: 'node:test', env: { NODE_OPTIONS: '--import ./test/env.ts' } }],
    ['a manifest names it', { files: { 'package.json': '{"jest":{"setupFiles":["<rootDir>/test/env"]}}' } }],
  ])('is code that is named: %s', async (_how, shop) => {
    const found = await setups({ ...shop, files: { ...files, ...shop.files } });
    expect(found).toEqual(['test/env.ts', 'test/setup.ts']);
  });

  it('is code with such a name, and no other', async () => {
    const named = { 'vitest.setup.ts': '', 'src/setupTests.ts': '', 'src/setup-wizard.ts': '' };
    const other = { 'package.json': '{"main":"src/env/index.ts","scripts":{"start":"node test/env.ts"}}' };
    expect(await setups({ files: { ...files, ...named, ...other } })).toEqual([
      ...['test/setup.ts', 'vitest.setup.ts', 'src/setupTests.ts'],
    ]);
  });
});
