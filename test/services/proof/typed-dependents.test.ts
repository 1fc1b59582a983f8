import { describe, expect, it } from 'vitest';
import type { Sandbox } from '../../../server/src/services/proof/sandbox/index.ts';
import { lintsWithTypes } from '../../../server/src/services/proof/typed-dependents.ts';
import type { WorkspaceFacts } from '../../../server/src/services/workspace/index.ts';

describe('a linter knows types', () => {
  it.each([
    ['parserOptions: { projectService: true }', true],
    ['"parserOptions": { "project": "./tsconfig.json" }', true],
    ["parserOptions: { project: ['tsconfig.json'] }", true],
    ['...tseslint.configs.recommendedTypeChecked', true],
    ["extends: ['plugin:@typescript-eslint/recommended-requiring-type-checking']", true],
    ["extends: ['@team/config'], parserOptions: { tsconfigRootDir: __dirname }", true],
    ['"parserOptions": { "ecmaVersion": 2022 }', false],
    ['...tseslint.configs.recommended', false],
  ])('by %s: %s', async (config, knows) => {
    const tool = { state: 'ready', kind: 'eslint', config: 'eslint.config.js' };
    const facts = { packages: [{ lint: [tool] }] } as unknown as WorkspaceFacts;
    const sandbox = { read: () => Promise.resolve(config) } as unknown as Sandbox;
    expect(await lintsWithTypes(facts, sandbox)).toBe(knows);
  });
});
