import { describe, expect, it } from 'vitest';
import type { WorkspaceName } from '../../../support/workspaces.ts';
import { openResidentWorld, type Edit } from '../support/resident-world.ts';

interface Step {
  readonly edit: Edit;
  /** Files that are linted after the edit. */
  readonly files: readonly string[];
  /** Rules that have something to say then, so that a silent linter is not taken for a right one. */
  readonly rules: readonly string[];
}

interface Scenario {
  readonly name: WorkspaceName;
  readonly style: 'flat' | 'legacy';
  readonly config: string;
  readonly steps: readonly Step[];
}

const unsafe = ['@typescript-eslint/no-floating-promises'];

const scenarios: readonly Scenario[] = [
  {
    // `projectService`
    name: 'npm-vitest-eslint',
    style: 'flat',
    config: 'eslint.config.js',
    steps: [
      { edit: {}, files: ['src/links/service.ts', 'src/server.ts'], rules: [] },
      // A file that was not linted changes what a linted one means; it is asked for alone, then both, then not at all.
      {
        edit: { 'src/use.ts': "import { drawSlug } from './links/slug.ts';\ndrawSlug(1, () => 0);\n" },
        files: ['src/use.ts'],
        rules: [],
      },
      {
        edit: {
          'src/links/slug.ts': (text) =>
            text
              .replace('export function drawSlug', 'export async function drawSlug')
              .replace('): string', '): Promise<string>'),
        },
        files: ['src/links/slug.ts'],
        rules: ['@typescript-eslint/require-await'],
      },
      { edit: {}, files: ['src/use.ts'], rules: unsafe },
      {
        edit: {
          'src/links/slug.ts': (text) =>
            text
              .replace('export async function drawSlug', 'export function drawSlug')
              .replace('Promise<string>', 'string'),
          'src/notify.ts': (text) => `${text}\nexport const loose = [1].map(async (x) => x == 1);\n`,
        },
        files: ['src/notify.ts', 'src/use.ts'],
        rules: ['@typescript-eslint/require-await', 'eqeqeq'],
      },
      // Two files at once, each of which matters to the other, named in the wrong order.
      {
        edit: {
          'src/use.ts':
            "import { logger } from './logger.ts';\nexport const later = (): Promise<void> => Promise.resolve(logger.info('x'));\n",
          'src/notify.ts': (text) =>
            `import { later } from './use.ts';\n${text}\nexport function call(): void {\n  later();\n}\n`,
        },
        files: ['src/notify.ts', 'src/use.ts'],
        rules: unsafe,
      },
      // Written again as it was, beside one that is not.
      {
        edit: {
          'src/use.ts': (text) => text,
          'src/notify.ts': (text) => text,
          'src/links/slug.ts': (text) => `${text}\nexport const equal = 1 == 2;\n`,
        },
        files: ['src/links/slug.ts', 'src/notify.ts'],
        rules: ['eqeqeq', ...unsafe],
      },
      // Settings, and a file that goes.
      {
        edit: { 'eslint.config.js': (text) => text.replace("eqeqeq: 'error'", "eqeqeq: 'off'") },
        files: ['src/notify.ts'],
        rules: unsafe,
      },
      {
        edit: { 'tsconfig.json': (text) => text.replace('"strict": true', '"strict": false') },
        files: ['src/links/service.ts'],
        rules: [],
      },
      { edit: { 'src/use.ts': null }, files: ['src/notify.ts'], rules: [] },
    ],
  },
  {
    // `project`, with the packages of a workspace in one program
    name: 'yarn-vitest-eslint',
    style: 'flat',
    config: 'eslint.config.mjs',
    steps: [
      { edit: {}, files: ['packages/mailer/src/letter.ts', 'packages/mailer/src/summary.ts'], rules: [] },
      {
        edit: {
          'packages/template/src/render.ts': (text) => text.replace('=> string;\ntype', '=> any;\ntype'),
        },
        files: ['packages/mailer/src/letter.ts', 'packages/template/src/render.ts'],
        rules: ['@typescript-eslint/no-unsafe-assignment'],
      },
      {
        edit: {
          'packages/template/src/render.ts': (text) => text.replace('=> any;\ntype', '=> string;\ntype'),
        },
        files: ['packages/mailer/src/letter.ts'],
        rules: [],
      },
      {
        edit: {
          'packages/template/src/render.ts': (text) =>
            text.replace('if (filter === undefined)', 'if (filter == undefined)'),
        },
        files: ['packages/template/src/render.ts', 'packages/mailer/src/summary.ts'],
        rules: ['eqeqeq'],
      },
    ],
  },
  {
    name: 'js-mocha',
    style: 'legacy',
    config: '.eslintrc.json',
    steps: [
      { edit: {}, files: ['src/csv.js', 'src/rules.js'], rules: [] },
      {
        edit: { 'src/csv.js': (text) => `${text}\nvar unused = 1;\n` },
        files: ['src/csv.js'],
        rules: ['no-unused-vars', 'no-var'],
      },
      { edit: {}, files: ['src/rules.js'], rules: [] },
      {
        edit: { '.eslintrc.json': (text) => text.replace('"no-var": "error"', '"no-var": "off"') },
        files: ['src/csv.js'],
        rules: ['no-unused-vars'],
      },
    ],
  },
];

describe.each(scenarios)('a resident ESLint in $name', ({ name, style, config, steps }) => {
  it('says what a new run says, whatever was edited in between', async () => {
    await using world = await openWorld(name, style, config);
    for (const [index, { edit, files, rules }] of steps.entries()) {
      await world.apply(edit);
      const resident = await world.resident(files);
      const cold = await world.cold(files);
      expect(resident, `step ${index}`).toEqual(cold);
      expect(new Set(cold.rules), `step ${index}`).toEqual(new Set([...cold.rules, ...rules]));
    }
  }, 900_000);
});

async function openWorld(name: WorkspaceName, style: 'flat' | 'legacy', config: string) {
  const world = await openResidentWorld(name);
  const { folder, node } = world;
  const home = `${folder}/node_modules/eslint`;
  const version = await world.versionOf('eslint');
  const env = { ESLINT_USE_FLAT_CONFIG: String(style === 'flat') };
  return {
    ...world,
    async resident(files: readonly string[]) {
      const said = await world.residents.ask(
        { name: 'ESLint', state: '', node, cwd: folder, env: { ...env, TSESTREE_SINGLE_RUN: 'false' } },
        {
          ...{ tool: 'eslint', home, version, style, root: folder, files },
          ...{ config: `${folder}/${config}`, named: false },
        },
        new AbortController().signal,
      );
      expect(world.logged).toEqual([]);
      return said && answerOf(said.stdout, said.exitCode);
    },
    async cold(files: readonly string[]) {
      const options = ['--format', 'json', '--no-error-on-unmatched-pattern'];
      const ran = await world.run([`${home}/bin/eslint.js`, ...options, ...files], env);
      return answerOf(ran.stdout, ran.exitCode);
    },
  };
}

interface Report {
  readonly filePath: string;
  readonly messages: readonly { readonly ruleId: string | null }[];
}

function answerOf(stdout: string, exitCode: number | null) {
  const report = JSON.parse(stdout) as readonly Report[];
  const files = report
    .map(({ filePath, messages }) => ({ filePath, messages }))
    .sort((a, b) => a.filePath.localeCompare(b.filePath));
  const rules = files.flatMap(({ messages }) => messages.map(({ ruleId }) => ruleId));
  return { files, rules, exitCode };
}
