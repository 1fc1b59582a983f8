/** `npm run new FAMILY ID`: scaffolds one member of a family: its source file, its registry line, its fixtures. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { repository } from './run.mts';

interface Family {
  readonly what: string;
  readonly files: (id: string) => Readonly<Record<string, string>>;
  readonly registry: string;
  /** The line inserted before the closing bracket, and the import added after the last one. */
  readonly registryLine: (id: string) => string;
  readonly registryImport: (id: string) => string;
}

const families: Readonly<Record<string, Family>> = {
  intent: {
    what: 'a refactor',
    registry: 'server/src/features/refactor/intents/registry.ts',
    registryLine: (id) => camel(id),
    registryImport: (id) => `import { ${camel(id)} } from './${kebab(id)}.ts';`,
    files: (id) => ({
      [`server/src/features/refactor/intents/${kebab(id)}.ts`]: intentSource(id),
      [`test/fixtures/intents/${id}/offered.txt`]: intentFixture(id),
    }),
  },
  cheat: {
    what: 'a rule against edits that only look green',
    registry: 'server/src/services/analysis/cheats/registry.ts',
    registryLine: (id) => camel(id),
    registryImport: (id) => `import { ${camel(id)} } from './rules/${kebab(id)}.ts';`,
    files: (id) => ({
      [`server/src/services/analysis/cheats/rules/${kebab(id)}.ts`]: cheatSource(id),
      [`test/fixtures/cheats/${id}/found.txt`]: cheatFixture(id),
    }),
  },
};

const [familyName, id] = process.argv.slice(2);
const family = familyName === undefined ? undefined : families[familyName];
if (!family || id === undefined || !/^[a-z]+(_[a-z]+)*$/u.test(id)) {
  console.error('Usage: npm run new FAMILY ID, with an ID in snake_case.');
  for (const [name, { what }] of Object.entries(families)) console.error(`  ${name}  ${what}`);
  process.exit(2);
}
for (const [path, text] of Object.entries(family.files(id))) {
  const target = join(repository, path);
  if (existsSync(target)) {
    console.error(`${path} exists already: choose another id.`);
    process.exit(1);
  }
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
  console.log(`wrote ${path}`);
}
register(family, id);
console.log(`registered in ${family.registry}; now \`npm run gen\` brings the docs up to date.`);

function register({ registry, registryLine, registryImport }: Family, newId: string): void {
  const path = join(repository, registry);
  const lines = readFileSync(path, 'utf8').split('\n');
  const lastImport = lines.findLastIndex((line) => line.startsWith('import '));
  lines.splice(lastImport + 1, 0, registryImport(newId));
  const text = lines.join('\n');
  const close = text.lastIndexOf(']');
  const before = text.slice(0, close).trimEnd();
  const comma = before.endsWith('[') || before.endsWith(',') ? '' : ',';
  writeFileSync(path, `${before}${comma}\n  ${registryLine(newId)},\n${text.slice(close)}`);
}

function intentSource(newId: string): string {
  const kind = `refactor.rewrite.grace.${camel(newId)}`;
  return `import { refused } from '../../../base/index.ts';
import { defineIntent } from '../intent.ts';

/** Says what it does, with the code before and after. */
export const ${camel(newId)} = defineIntent({
  id: '${newId}',
  title: '${sentence(newId)}',
  description: 'What a user gets, in one sentence.',
  kind: '${kind}',
  safety: 'review',
  needs: 'syntax',
  find: () => [],
  offer() {
    return refused('${sentence(newId)} has nothing to offer here yet.');
  },
});
`;
}

function intentFixture(newId: string): string {
  return `${sentence(newId)}: says what this case shows.
-- a.ts --
/*|*/export const answer = 42;
-- refused --
${sentence(newId)} has nothing to offer here yet.
`;
}

function cheatSource(newId: string): string {
  return `import { defineCheat } from '../rule.ts';

/** Says how such an edit makes a change look green. */
export const ${camel(newId)} = defineCheat({
  id: '${newId}',
  title: '${sentence(newId)}',
  severity: 'cheat',
  find: () => [],
});
`;
}

function cheatFixture(newId: string): string {
  return `Says how the edit cheats.
-- a.ts --
export const answer = 42;
-- a.ts (after) --
export const answer = 41;
-- cheats --
${newId} a.ts:1
`;
}

function camel(snake: string): string {
  return snake.replaceAll(/_([a-z])/gu, (_all, letter: string) => letter.toUpperCase());
}
function kebab(snake: string): string {
  return snake.replaceAll('_', '-');
}
function sentence(snake: string): string {
  const words = snake.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
