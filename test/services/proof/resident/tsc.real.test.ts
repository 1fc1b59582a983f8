import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mutantsOf } from '../../../support/mutants/index.ts';
import type { WorkspaceName } from '../../../support/workspaces.ts';
import { openResidentWorld, type Edit } from '../support/resident-world.ts';

interface Scenario {
  readonly name: WorkspaceName;
  readonly project: string;
  readonly edits: readonly Edit[];
}

const scenarios: readonly Scenario[] = [
  {
    name: 'npm-vitest-eslint',
    project: 'tsconfig.json',
    edits: [
      {},
      // A declaration that others use changes, and changes back.
      { 'src/clock.ts': (text) => text.replace('now(): number', 'now(): string') },
      { 'src/clock.ts': (text) => text.replace('now(): string', 'now(): number') },
      // The same length, at once after the edit before.
      { 'src/links/slug.ts': (text) => text.replace('string', 'number') },
      { 'src/links/slug.ts': (text) => text.replace('number', 'string') },
      // A syntax error hides the errors of types.
      { 'src/links/slug.ts': (text) => `${text}\nexport const broken = ;\n` },
      { 'src/links/slug.ts': (text) => text.replace('\nexport const broken = ;\n', '') },
      // Files come and go, and one that nobody imports declares a global.
      { 'src/links/target.ts': null },
      { 'src/links/target.ts': 'export const nothing = 1;\n' },
      { 'src/global.ts': 'declare global { interface String { shout(): number } }\nexport {};\n' },
      { 'src/uses.ts': "export const loud: string = 'a'.shout();\n" },
      { 'src/uses.ts': null, 'src/global.ts': null },
      // A folder and a name that were looked for in vain.
      { 'src/later.ts': "import { found } from './below/found.ts';\nexport const later: string = found;\n" },
      { 'src/below/found.ts': 'export const found = 1;\n' },
      { 'src/later.ts': null },
      // Settings.
      {
        'tsconfig.json': (text) =>
          text.replace(
            '"strict": true',
            '"strict": true, "exactOptionalPropertyTypes": true, "noPropertyAccessFromIndexSignature": true',
          ),
      },
      { 'tsconfig.json': (text) => text.replace('"types": ["node"]', '"types": []') },
      { 'tsconfig.json': (text) => text.replace('"include": ["src", "test"]', '"include": ["nowhere"]') },
    ],
  },
  {
    name: 'pnpm-jest-biome',
    project: 'packages/inventory/tsconfig.json',
    edits: [
      {},
      // A sibling package, seen through a link.
      { 'packages/money/src/money.ts': (text) => text.replaceAll(': number', ': string') },
      { 'packages/money/src/money.ts': (text) => text.replaceAll(': string', ': bigint') },
      { 'packages/money/package.json': (text) => text.replace('"main"', '"mian"') },
      { 'tsconfig.base.json': (text) => text.replace('"strict": true', '"strict": false') },
    ],
  },
];

describe.each(scenarios)('a resident compiler in $name', ({ name, project, edits }) => {
  it('says what a new run says, whatever was edited in between', async () => {
    await using world = await openWorld(name, project);
    for (const edit of edits) {
      await world.apply(edit);
      expect(await world.resident(), JSON.stringify(Object.keys(edit))).toEqual(await world.cold());
    }
    // A new process starts from the build information of the one before.
    world.residents.dispose();
    expect(await world.resident()).toEqual(await world.cold());
  }, 900_000);
});

describe('a resident compiler', () => {
  it('says what a new run says of mutants, one after the other', async () => {
    await using world = await openWorld('npm-vitest-eslint', 'tsconfig.json');
    let broken = 0;
    for (const { file, title, change } of await mutantsOf(world.folder, 6, 5)) {
      const [{ before, after } = { before: null, after: null }] = change.files;
      await world.apply({ [file]: after });
      const cold = await world.cold();
      if (!cold.fine) broken += 1;
      expect(await world.resident(), title).toEqual(cold);
      await world.apply({ [file]: before });
    }
    expect((await world.resident())?.problems).toEqual([]);
    expect(broken).toBeGreaterThan(0);
  }, 900_000);
});

async function openWorld(name: WorkspaceName, project: string) {
  const world = await openResidentWorld(name);
  const home = `${world.folder}/node_modules/typescript`;
  const version = await world.versionOf('typescript');
  return {
    ...world,
    async resident() {
      const said = await world.residents.ask(
        { name: 'tsc', state: version, node: world.node, cwd: world.folder },
        { tool: 'tsc', home, version, project, buildInfo: join(world.scratch, 'kept.tsbuildinfo') },
        new AbortController().signal,
      );
      expect(world.logged).toEqual([]);
      return said && answerOf(said.stdout, said.exitCode);
    },
    async cold() {
      const options = ['--noEmit', '--pretty', 'false', '--incremental', '--tsBuildInfoFile'];
      const buildInfo = join(world.scratch, 'cold.tsbuildinfo');
      const ran = await world.run([`${home}/bin/tsc`, '-p', project, ...options, buildInfo]);
      return answerOf(ran.stdout, ran.exitCode);
    },
  };
}

function answerOf(stdout: string, exitCode: number | null) {
  return { problems: stdout.split('\n').filter(Boolean), fine: exitCode === 0 };
}
