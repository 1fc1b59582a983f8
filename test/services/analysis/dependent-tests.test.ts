import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startAnalysis, temporaryTree, type StartedAnalysis } from '../../support/analysis.ts';

const signal = new AbortController().signal;
// Real processes on a machine that may be busy with others.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
const tree = temporaryTree({
  'package.json': '{ "name": "root", "workspaces": ["packages/*"] }',
  'tsconfig.base.json': '{ "compilerOptions": { "paths": { "@lib/*": ["./packages/lib/src/*"] } } }',
  'packages/lib/package.json':
    '{ "name": "@x/lib", "type": "module", "imports": { "#deep/*": "./src/deep/*.js" }, "exports": { ".": "./dist/index.js", "./deep": { "import": "./dist/deep/one.js" } } }',
  'packages/lib/src/index.ts': "export * from './leaf.js';\n",
  'packages/lib/src/leaf.ts': 'export const leaf = 1;\n',
  'packages/lib/src/alone.ts': 'export const alone = 1;\n',
  'packages/lib/src/deep/one.ts': "import type { A } from '../types.js';\nexport const one: A = 1;\n",
  'packages/lib/src/types.ts': 'export type A = number;\n',
  'packages/lib/test/leaf.test.ts': "import { leaf } from '../src/index.ts';\nleaf;\n",
  'packages/lib/test/deep.test.ts': "import { one } from '#deep/one';\none;\n",
  'packages/app/package.json': '{ "name": "@x/app", "dependencies": { "@x/lib": "*", "left-pad": "1" } }',
  'packages/app/tsconfig.json': '{ "extends": "../../tsconfig.base.json" }',
  'packages/app/src/main.ts':
    "import { leaf } from '@x/lib';\nimport 'left-pad';\nimport 'node:fs';\nleaf;\n",
  'packages/app/src/lazy.cjs': "const load = () => require('@x/lib/deep');\n",
  'packages/app/src/mapped.ts': "import { alone } from '@lib/alone';\nalone;\n",
  'packages/app/src/main.spec.ts': "import './main';\nimport './style.css';\n",
  'packages/app/src/lazy.spec.ts': "const it = await import('./lazy.cjs');\n",
  'packages/app/src/mapped.spec.ts': "import './mapped.ts';\n",
  'packages/app/src/start.ts': "import { spawn } from 'node:child_process';\nspawn;\n",
  'packages/app/test/cli.test.ts': "import { spawn } from 'node:child_process';\nspawn;\n",
});

describe('tests that depend on a file', () => {
  let analysis: StartedAnalysis;
  beforeAll(async () => {
    analysis = await startAnalysis(tree.root, { entry: 'test' });
  });
  afterAll(async () => {
    await analysis.dispose();
    tree.remove();
  });

  test.each<[string, string, string[]]>([
    [
      'through a re-export, a relative import and a sibling’s name that resolves to build output',
      'packages/lib/src/leaf.ts',
      ['packages/app/src/main.spec.ts', 'packages/lib/test/leaf.test.ts'],
    ],
    [
      'through tsconfig paths that are inherited',
      'packages/lib/src/alone.ts',
      ['packages/app/src/mapped.spec.ts'],
    ],
    [
      'through #imports, an exports subpath, require, import() and an import type',
      'packages/lib/src/types.ts',
      ['packages/app/src/lazy.spec.ts', 'packages/lib/test/deep.test.ts'],
    ],
    ['a test itself', 'packages/lib/test/leaf.test.ts', ['packages/lib/test/leaf.test.ts']],
  ])('%s', async (_name, path, tests) => {
    expect(await analysis.dependentTests([path], signal)).toMatchObject({ tests, uncertain: false });
  });

  test('names who imports a file itself or through a re-export, and tests that start processes whatever they import', async () => {
    const found = await analysis.dependentTests(['packages/lib/src/leaf.ts'], signal);
    expect(found.importers).toEqual([
      'packages/app/src/main.ts',
      'packages/lib/src/index.ts',
      'packages/lib/test/leaf.test.ts',
    ]);
    expect(found.opaque).toEqual(['packages/app/test/cli.test.ts']);
  });

  test('and what a file imports is known too, nearest first and each file once', async () => {
    expect(await analysis.importLevels(['packages/app/src/main.spec.ts'], signal)).toEqual([
      ['packages/app/src/main.spec.ts'],
      ['packages/app/src/main.ts'],
      ['packages/lib/src/index.ts'],
      ['packages/lib/src/leaf.ts'],
    ]);
  });

  test('an unsaved import counts, and an import that leads nowhere makes the list uncertain', async () => {
    analysis.openDocument('packages/app/src/mapped.spec.ts', 1, "import '../../lib/src/leaf.ts';\n");
    const { tests } = await analysis.dependentTests(['packages/lib/src/leaf.ts'], signal);
    expect(tests).toContain('packages/app/src/mapped.spec.ts');
    analysis.closeDocument('packages/app/src/mapped.spec.ts');

    const unsure = async (text: string) => {
      writeFileSync(join(tree.root, 'packages/app/src/other.ts'), text);
      analysis.filesChanged(['packages/app/src/other.ts']);
      return (await analysis.dependentTests(['packages/lib/src/leaf.ts'], signal)).uncertain;
    };
    expect(await unsure("import '@nowhere/thing';\n")).toBe(true);
    expect(await unsure('await import(name);\n')).toBe(true);
    expect(await unsure("import './gone.ts';\n")).toBe(true);
    expect(await unsure("import './data.json';\nimport('node:os');\n")).toBe(false);
  });
});
