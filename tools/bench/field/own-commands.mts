import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** One of a repository's own checks. */
export interface OwnCommand {
  readonly name: 'typecheck' | 'lint' | 'tests';
  readonly argv: readonly string[];
}

type Checks = Readonly<Partial<Record<OwnCommand['name'], string>>>;

/** Repositories whose scripts have other names, or do several things at once; by the name of their folder. */
const known: Readonly<Record<string, Checks>> = {
  'commander.js': {
    typecheck: 'npx tsc -p tsconfig.js.json',
    lint: 'npx eslint .',
    tests: 'node --test',
  },
  'firebase-tools': {
    typecheck: 'npx tsc --noEmit',
    lint: 'npx eslint --config .eslintrc.js --ext .ts,.js --quiet src',
    tests: 'npx mocha --ignore src/agentSkills.spec.ts src/**/*.spec.{ts,js}',
  },
  'peerjs-server': {
    typecheck: 'npx tsc --noEmit',
    lint: 'npx eslint --ext .js,.ts .',
    tests: 'npx jest',
  },
  'ts-pattern': { typecheck: 'npx tsc --strict --noEmit', tests: 'npx jest' },
  zigbee2mqtt: { typecheck: 'npx tsc --noEmit', lint: 'npx biome check', tests: 'npm test' },
};

/** The typecheck, lint and full tests of a repository: named here, else its scripts of these names. */
export async function ownCommands(folder: string): Promise<readonly OwnCommand[]> {
  const checks = known[basename(folder)] ?? (await scriptsOf(folder));
  return (['typecheck', 'lint', 'tests'] as const).flatMap((name) => {
    const words = checks[name];
    return words === undefined ? [] : [{ name, argv: words.split(' ') }];
  });
}

async function scriptsOf(folder: string): Promise<Checks> {
  const { scripts = {} } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
    scripts?: Readonly<Record<string, string>>;
  };
  const script = (name: string) =>
    scripts[name] === undefined ? {} : { [name]: `npm run --silent ${name}` };
  const tests = scripts['test'] === undefined ? {} : { tests: 'npm test' };
  return { ...script('typecheck'), ...script('lint'), ...tests };
}
