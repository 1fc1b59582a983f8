import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemDisk } from '../../../server/src/adapters/index.ts';
import { describeWorkspace, gitState } from '../../../server/src/services/workspace/index.ts';
import { describeAt, installed, packageWith, withFiles, type Files } from './described.ts';

const typescript = installed('typescript', '5.9.3', { tsc: './bin/tsc' });
const vitest = installed('vitest', '3.2.4', { vitest: './vitest.mjs' });

describe('the root', () => {
  const members: Files = {
    'package.json': { name: 'root', workspaces: ['packages/*', '!packages/left-out', 'tools'] },
    'package-lock.json': '{}',
    'packages/a/package.json': {
      name: 'a',
      dependencies: { b: '*' },
      devDependencies: { root: '*', c: '1' },
    },
    'packages/a/src/index.ts': '',
    'packages/b/package.json': { name: 'b', type: 'module', bin: { b: './dist/cli.js' } },
    'packages/left-out/package.json': { name: 'left-out' },
    'packages/no-package/readme': '',
    'tools/package.json': { name: 'tools' },
  };

  it.each(['', 'packages/a', 'packages/a/src'])('is found upward from %j', async (opened) => {
    await withFiles(members, async (folder) => {
      const facts = await describeAt(folder, opened);
      expect(facts.root).toBe('');
      expect(facts.packages.map((each) => each.folder)).toEqual(['', 'packages/a', 'packages/b', 'tools']);
    });
  });

  it('is the opened package itself where the root above does not name it', async () => {
    await withFiles(members, async (folder) => {
      const facts = await describeAt(folder, 'packages/left-out');
      expect(facts.packages.map((each) => each.name)).toEqual(['left-out']);
    });
  });

  it('knows siblings, module kinds and commands of its packages', async () => {
    await withFiles(members, async (folder) => {
      const [, a, b] = (await describeAt(folder)).packages;
      expect(a).toMatchObject({ siblings: ['b', 'root'], moduleKind: 'commonjs', bins: [] });
      expect(b).toMatchObject({ siblings: [], moduleKind: 'module', bins: ['packages/b/dist/cli.js'] });
    });
  });

  it('is a nameless package where there is no manifest', async () => {
    await withFiles({ 'a.ts': '' }, async (folder) => {
      const facts = await describeAt(folder);
      expect(facts.manager).toEqual({ kind: 'none' });
      expect(facts.packages).toMatchObject([{ folder: '', types: { state: 'absent' }, lint: [], tests: [] }]);
    });
  });

  it('is refused where there is no folder, with what to do', async () => {
    await withFiles({ 'a.ts': '' }, async (folder) => {
      const ports = { disk: systemDisk, processes: { workspaceNode: () => Promise.resolve(undefined) } };
      const { signal } = new AbortController();
      expect(await describeWorkspace(join(folder, 'none'), ports, signal)).toMatchObject({ kind: 'refusal' });
      expect(await describeWorkspace(join(folder, 'a.ts'), ports, signal)).toEqual({
        kind: 'refusal',
        message: `${join(folder, 'a.ts')} is a file, not a folder. Open the folder it lies in.`,
      });
    });
  });
});

describe('members', () => {
  it.each<[string, Files]>([
    ['npm with an object', { 'package.json': { workspaces: { packages: ['./packages/**/'] } } }],
    ['pnpm', { 'package.json': {}, 'pnpm-workspace.yaml': "packages:\n  - 'packages/**'\n" }],
  ])('are expanded for %s, without what is installed', async (_name, files) => {
    const all = {
      ...files,
      'packages/group/one/package.json': {},
      'packages/two/package.json': {},
      'packages/two/node_modules/three/package.json': {},
    };
    await withFiles(all, async (folder) => {
      const folders = (await describeAt(folder)).packages.map((each) => each.folder);
      expect(folders).toEqual(['', 'packages/group/one', 'packages/two']);
    });
  });
});

describe('the manager', () => {
  it.each<[string, Files, object]>([
    ['npm', { 'package-lock.json': '{}' }, { kind: 'npm', lockfile: 'package-lock.json' }],
    ['a shrinkwrap', { 'npm-shrinkwrap.json': '{}' }, { kind: 'npm', lockfile: 'npm-shrinkwrap.json' }],
    ['pnpm', { 'pnpm-lock.yaml': '' }, { kind: 'pnpm', lockfile: 'pnpm-lock.yaml' }],
    [
      'yarn 1',
      { 'yarn.lock': '# yarn lockfile v1\n' },
      { kind: 'yarn', variant: 'classic', lockfile: 'yarn.lock' },
    ],
    ['yarn 4', { 'yarn.lock': '__metadata:\n' }, { kind: 'yarn', variant: 'berry', lockfile: 'yarn.lock' }],
    [
      "Plug'n'Play",
      { 'yarn.lock': '', '.pnp.cjs': '' },
      { kind: 'yarn', variant: 'pnp', lockfile: 'yarn.lock' },
    ],
    ['bun', { 'bun.lock': '' }, { kind: 'bun', lockfile: 'bun.lock' }],
    ['no lockfile', {}, { kind: 'npm' }],
    [
      'the declared one of two',
      { 'package.json': { packageManager: 'pnpm@9.1.0' }, 'package-lock.json': '{}', 'pnpm-lock.yaml': '' },
      { kind: 'pnpm', lockfile: 'pnpm-lock.yaml' },
    ],
  ])('is seen: %s', async (_name, files, expected) => {
    await withFiles({ 'package.json': {}, ...files }, async (folder) => {
      expect((await describeAt(folder)).manager).toEqual(expected);
    });
  });
});

describe('the type checker', () => {
  const ready = {
    state: 'ready',
    kind: 'tsc',
    version: '5.9.3',
    major: 5,
    entry: '/node_modules/typescript/bin/tsc',
  };
  const manifest = { devDependencies: { typescript: '5' } };

  it.each<[string, Files, string[]]>([
    ['its tsconfig', { 'tsconfig.json': '{ /* comment */ "include": ["src"], }' }, ['tsconfig.json']],
    [
      'what a solution refers to',
      {
        'tsconfig.json': { files: [], references: [{ path: './tsconfig.app.json' }, { path: './server' }] },
        'tsconfig.app.json': {},
        'server/tsconfig.json': {},
      },
      ['tsconfig.app.json', 'server/tsconfig.json'],
    ],
    [
      'what its checking script names first',
      {
        'package.json': { ...manifest, scripts: { typecheck: 'tsc --noEmit -p tsconfig.check.json' } },
        'tsconfig.json': {},
        'tsconfig.check.json': {},
      },
      ['tsconfig.check.json', 'tsconfig.json'],
    ],
    [
      'what its build names where there is no tsconfig.json',
      {
        'package.json': { ...manifest, scripts: { build: 'tsc -p config/build.json' } },
        'config/build.json': {},
      },
      ['config/build.json'],
    ],
    [
      'a jsconfig that checks',
      { 'jsconfig.json': { compilerOptions: { checkJs: true } } },
      ['jsconfig.json'],
    ],
  ])('covers %s', async (_name, files, projects) => {
    const { types } = await packageWith({ 'package.json': manifest, ...typescript, ...files });
    expect(types).toEqual({ ...ready, projects });
  });

  it('is the nearest one, and covers a member by the root config that includes it', async () => {
    const files = {
      'package.json': { workspaces: ['a', 'b'] },
      'tsconfig.json': { include: ['a/src'] },
      'a/package.json': {},
      'b/package.json': {},
      'a/node_modules/typescript/package.json': { version: '7.0.2', bin: { tsc: './bin/tsc' } },
      ...typescript,
    };
    expect((await packageWith(files, 'a')).types).toMatchObject({ major: 7, projects: ['tsconfig.json'] });
    expect((await packageWith(files, 'b')).types).toEqual({ state: 'absent' });
  });

  it('is found under an alias', async () => {
    const files = {
      'package.json': { devDependencies: { ts7: 'npm:typescript@^7' } },
      'tsconfig.json': {},
      ...installed('ts7', '7.0.2', { tsc: 'bin/tsc' }),
    };
    expect((await packageWith(files)).types).toMatchObject({ major: 7, entry: '/node_modules/ts7/bin/tsc' });
  });

  it.each<[string, Files, string]>([
    ['nothing is installed', { 'package-lock.json': '{}' }, 'Run `npm ci` in the workspace root first.'],
    [
      'nothing is installed under pnpm',
      { 'pnpm-lock.yaml': '' },
      'Run `pnpm install` in the workspace root first.',
    ],
    [
      "it is under Plug'n'Play",
      { 'yarn.lock': '', '.pnp.cjs': '', ...typescript },
      'nodeLinker: node-modules',
    ],
    [
      'another program checks',
      { 'package.json': { ...manifest, scripts: { build: 'vue-tsc -b && vite build' } }, ...typescript },
      'checked by vue-tsc',
    ],
  ])('is unusable with a reason where %s', async (_name, files, reason) => {
    const { types } = await packageWith({ 'package.json': manifest, 'tsconfig.json': {}, ...files });
    expect(types).toMatchObject({ state: 'unusable', reason: expect.stringContaining(reason) as unknown });
  });

  it('is absent where a jsconfig serves the editor only', async () => {
    expect(
      (await packageWith({ 'package.json': manifest, 'jsconfig.json': {}, ...typescript })).types,
    ).toEqual({
      state: 'absent',
    });
  });
});

describe('linters', () => {
  const eslint = (version: string) => installed('eslint', version, { eslint: './bin/eslint.js' });
  const manifest = { devDependencies: { eslint: '*' } };

  it.each<[string, string, Files, object]>([
    ['flat', '9.1.0', { 'eslint.config.mjs': '' }, { style: 'flat', config: 'eslint.config.mjs' }],
    ['legacy', '8.50.0', { '.eslintrc.json': '{}' }, { style: 'legacy', config: '.eslintrc.json' }],
    ['flat before legacy', '8.57.1', { 'eslint.config.js': '', '.eslintrc': '' }, { style: 'flat' }],
    ['legacy before flat', '8.40.0', { 'eslint.config.js': '', '.eslintrc': '' }, { style: 'legacy' }],
    [
      'in the manifest',
      '8.57.1',
      { 'package.json': { ...manifest, eslintConfig: {} } },
      { style: 'legacy', config: 'package.json' },
    ],
    [
      'named in a script',
      '8.57.1',
      { 'package.json': { ...manifest, scripts: { lint: 'eslint --config .eslintrc.base.js src' } } },
      { style: 'legacy', config: '.eslintrc.base.js' },
    ],
  ])('ESLint: %s', async (_name, version, files, expected) => {
    const { lint } = await packageWith({ 'package.json': manifest, ...eslint(version), ...files });
    expect(lint).toEqual([expect.objectContaining({ state: 'ready', kind: 'eslint', version, ...expected })]);
  });

  it('ESLint 10 with a legacy config only is unusable, and one that is not installed too', async () => {
    const old = { 'package.json': manifest, '.eslintrc.json': '{}' };
    expect((await packageWith({ ...old, ...eslint('10.0.0') })).lint).toMatchObject([
      { state: 'unusable', reason: expect.stringContaining('no longer reads .eslintrc.json') as unknown },
    ]);
    expect((await packageWith(old)).lint).toMatchObject([
      {
        state: 'unusable',
        reason: 'ESLint is not installed here. Run `npm install` in the workspace root first.',
      },
    ]);
  });

  it('Biome and oxlint, each with the config nearest to a member', async () => {
    const files = {
      'package.json': { workspaces: ['a'], devDependencies: { oxlint: '1' }, scripts: { lint: 'oxlint' } },
      'biome.jsonc': '{}',
      'a/package.json': {},
      'a/biome.json': '{}',
      ...installed('@biomejs/biome', '2.0.0', { biome: 'bin/biome' }),
      ...installed('oxlint', '1.2.0', { oxlint: 'bin/oxlint' }),
    };
    expect((await packageWith(files, 'a')).lint).toEqual([
      {
        state: 'ready',
        kind: 'biome',
        version: '2.0.0',
        entry: '/node_modules/@biomejs/biome/bin/biome',
        config: 'a/biome.json',
      },
      {
        state: 'ready',
        kind: 'oxlint',
        version: '1.2.0',
        entry: '/node_modules/oxlint/bin/oxlint',
        config: '',
      },
    ]);
  });

  it('Biome by the configuration it finds, and none that only a script names', async () => {
    const lintedBy = async (lint: string) => {
      const biome = installed('@biomejs/biome', '2.0.0', { biome: 'bin/biome' });
      const files = { 'package.json': { scripts: { lint } }, 'biome.json': '{}', ...biome };
      return (await packageWith(files, '')).lint;
    };
    for (const lint of [
      'biome check',
      'biome check --config-path=./biome.json',
      'biome lint --config-path .',
    ])
      expect(await lintedBy(lint)).toMatchObject([{ state: 'ready', kind: 'biome', config: 'biome.json' }]);
    expect(await lintedBy('biome check --config-path=strict')).toMatchObject([
      { state: 'unusable', name: 'biome', reason: expect.stringContaining('--config-path') as string },
    ]);
  });

  it('none without a config', async () => {
    expect((await packageWith({ 'package.json': manifest, ...eslint('9.0.0') })).lint).toEqual([]);
  });
});

describe('test runners', () => {
  const runners: Files = {
    ...vitest,
    ...installed('jest', '30.0.0', { jest: './bin/jest.js' }),
    ...installed('mocha', '11.0.0', { mocha: './bin/mocha.js', _mocha: './bin/_mocha' }),
    ...installed('ava', '6.0.0', { ava: './entrypoints/cli.mjs' }),
    ...installed('tap', '21.0.0', { tap: 'dist/esm/run.mjs' }),
  };

  it.each<[string, string, readonly string[], Readonly<Record<string, string>>]>([
    ['vitest run --coverage --reporter verbose -c ./vite.test.mts', 'vitest', ['-c', './vite.test.mts'], {}],
    ['npx --yes vitest watch --silent unit', 'vitest', ['unit'], {}],
    [
      'NODE_ENV=test TZ="Europe/Vienna" jest --ci --watchAll=false --config jest.x.js',
      'jest',
      ['--config', 'jest.x.js'],
      { NODE_ENV: 'test', TZ: 'Europe/Vienna' },
    ],
    [
      'node --experimental-vm-modules node_modules/.bin/jest -i',
      'jest',
      ['-i'],
      { NODE_OPTIONS: '--experimental-vm-modules' },
    ],
    [
      'cross-env NODE_OPTIONS="--no-warnings" node ./node_modules/jest/bin/jest.js',
      'jest',
      [],
      { NODE_OPTIONS: '--no-warnings' },
    ],
    [
      "npm run build && nyc --reporter lcov mocha -R dot --require ts-node/register 'test/**/*.ts' --exit",
      'mocha',
      ['--require', 'ts-node/register', 'test/**/*.ts', '--exit'],
      {},
    ],
    [
      'node --import tsx --test --test-reporter spec test/*.test.ts > out.txt 2>&1',
      'node:test',
      ['--import', 'tsx', 'test/*.test.ts'],
      {},
    ],
    ['node --experimental-strip-types --test', 'node:test', ['--experimental-strip-types'], {}],
    ['tsx --test src/a.test.ts', 'node:test', ['--import', 'tsx', 'src/a.test.ts'], {}],
    ['c8 --100 ava --verbose', 'ava', [], {}],
    ['tap --disable-coverage test/*.js', 'tap', ['test/*.js'], {}],
    ['run-s lint test:unit', 'vitest', ['--project', 'unit'], {}],
    ['npm run test:unit -- --dir x', 'vitest', ['--project', 'unit', '--dir', 'x'], {}],
    ['pnpm vitest run', 'vitest', [], {}],
    ['yarn run -s jest', 'jest', [], {}],
  ])('%s', async (script, kind, args, env) => {
    const scripts = {
      test: script,
      build: 'tsc',
      lint: 'eslint .',
      'test:unit': 'vitest run --project unit',
    };
    const { tests } = await packageWith({ 'package.json': { scripts }, ...runners });
    expect(tests).toEqual([expect.objectContaining({ state: 'ready', kind, args, env })]);
  });

  it('takes the runner that is declared where no script names one', async () => {
    const files = { 'package.json': { devDependencies: { vitest: '3' } }, ...runners };
    expect((await packageWith(files)).tests).toMatchObject([{ kind: 'vitest', version: '3.2.4', args: [] }]);
  });

  it('takes its siblings where `test` runs what Grace cannot drive, and says so', async () => {
    const scripts = {
      test: 'npm run test-backend && playwright test',
      'test-backend': 'node test/all.mjs',
      'test-backend-22': 'node --test test/',
      'test-backend-20': 'node --test test',
      'test-watch': 'vitest',
    };
    const { tests } = await packageWith({ 'package.json': { scripts }, ...runners });
    expect(tests).toMatchObject([
      { state: 'unusable', name: 'playwright', reason: expect.stringContaining('cannot drive') as unknown },
      { state: 'ready', kind: 'node:test', entry: '/usr/bin/node', args: ['test/'] },
    ]);
  });

  it('finds none in a script that runs none', async () => {
    expect(
      (await packageWith({ 'package.json': { scripts: { test: 'echo no tests && exit 1' } } })).tests,
    ).toEqual([]);
  });

  it('is unusable when it is not installed', async () => {
    expect((await packageWith({ 'package.json': { scripts: { test: 'vitest run' } } })).tests).toMatchObject([
      {
        state: 'unusable',
        name: 'vitest',
        reason: 'Vitest is not installed here. Run `npm install` in the workspace root first.',
      },
    ]);
  });

  it('follows scripts that call each other in a circle to an end', async () => {
    const scripts = { test: 'npm run again', again: 'npm test' };
    expect((await packageWith({ 'package.json': { scripts } })).tests).toEqual([]);
  });
});

describe('git', () => {
  it.each(['MERGE_HEAD', 'CHERRY_PICK_HEAD', 'rebase-merge/x', 'rebase-apply/x'])(
    'is mid-merge by %s',
    async (sign) => {
      await withFiles({ '.git/HEAD': '', [`.git/${sign}`]: '', 'sub/a.ts': '' }, async (folder) => {
        expect(await gitState(join(folder, 'sub'), systemDisk)).toEqual({ git: true, midMerge: true });
      });
    },
  );

  it('is looked at through the file of a worktree, and through a link', async () => {
    await withFiles(
      { 'real/MERGE_HEAD': '', 'tree/.git': 'gitdir: ../real\n', 'calm/HEAD': '' },
      async (folder) => {
        expect(await gitState(join(folder, 'tree'), systemDisk)).toEqual({ git: true, midMerge: true });
        await mkdir(join(folder, 'other'));
        await symlink(join(folder, 'calm'), join(folder, 'other', '.git'));
        expect(await gitState(join(folder, 'other'), systemDisk)).toEqual({ git: true, midMerge: false });
        await writeFile(join(folder, 'tree', '.git'), 'gitdir: ../gone\n');
        expect(await gitState(join(folder, 'tree'), systemDisk)).toEqual({ git: true, midMerge: false });
      },
    );
  });
});
