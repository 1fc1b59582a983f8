import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ESLint } from 'eslint';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { localLoggerText } from '../../../../../server/src/features/refactor/intents/improve_logging/local-logger.ts';
import { styleOf } from '../../../../../server/src/features/refactor/syntax/index.ts';
import { fixtureWorld } from '../../../../support/fixture-world.ts';

/** The logger that Grace writes becomes the project's own code: it has to pass the strictest lint that projects use. */
const variants = [
  { name: 'logger.ts', language: 'ts', moduleKind: 'module' },
  { name: 'logger.mjs', language: 'js', moduleKind: 'module' },
  { name: 'logger.cjs', language: 'js', moduleKind: 'commonjs' },
] as const;

let folder = '';
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'grace-local-logger-')));
  const compilerOptions = {
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    noPropertyAccessFromIndexSignature: false,
    allowJs: true,
    checkJs: true,
    noEmit: true,
    target: 'es2023',
    module: 'nodenext',
    skipLibCheck: true,
    types: ['node'],
    typeRoots: [join(import.meta.dirname, '../../../../../node_modules/@types')],
  };
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, files: [...variants.map(({ name }) => name), 'careless.ts'] }),
  );
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  const plain = fixtureWorld(new Map([['src/app.ts', '']])).file('src/app.ts');
  const style = styleOf(plain.source, plain.surroundings);
  for (const { name, language, moduleKind } of variants) {
    writeFileSync(join(folder, name), localLoggerText(language, moduleKind, style));
  }
  writeFileSync(join(folder, 'careless.ts'), 'export const careless = (text: any) => `${text.length}`;\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const lintTimeoutMs = 240_000;

test(
  'passes typescript-eslint’s strict-type-checked rules in every variant',
  { timeout: lintTimeoutMs },
  async () => {
    const eslint = new ESLint({
      cwd: folder,
      overrideConfigFile: true,
      overrideConfig: defineConfig(
        ...tseslint.configs.strictTypeChecked,
        ...tseslint.configs.stylisticTypeChecked,
        {
          languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: folder } },
        },
      ),
    });
    const results = await eslint.lintFiles(['logger.ts', 'logger.mjs', 'logger.cjs', 'careless.ts']);
    const problems = results.map(({ filePath, messages }) => [
      filePath.slice(folder.length + 1),
      messages.map((message) => `${message.line}: ${message.ruleId ?? ''} ${message.message}`),
    ]);
    const found = Object.fromEntries(problems) as Record<string, string[]>;
    for (const { name } of variants) expect(found[name], name).toEqual([]);
    expect(found['careless.ts'], 'the rules are at work').not.toEqual([]);
  },
);
